// A certified OpenID Connect provider (npm's oidc-provider) for tests, on 127.0.0.1.
//
// Arguments: the port, and what it is asked to lead back to. Whoever signs in with any password is
// the subject of that name: "ana" has a confirmed address, "bea" one that nobody has confirmed,
// and who begins with "staff" is of that group. A line on standard output says that it listens.
import Provider from "oidc-provider";

const [port, back] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;

function claims(sub) {
  return {
    sub,
    preferred_username: sub,
    given_name: sub,
    family_name: "Ruiz",
    email: `${sub}@school.example`,
    email_verified: sub !== "bea",
    groups: sub.startsWith("staff") ? ["staff", "it-24"] : ["it-24"],
  };
}

const provider = new Provider(issuer, {
  clients: [{
    client_id: "virtlearn",
    client_secret: "of-the-client",
    redirect_uris: [back],
    response_types: ["code"],
    grant_types: ["authorization_code"],
  }],
  claims: {
    openid: ["sub"],
    profile: ["preferred_username", "given_name", "family_name", "groups"],
    email: ["email", "email_verified"],
  },
  pkce: { required: () => true },
  cookies: { keys: ["of-this-test"] },
  features: { devInteractions: { enabled: true } },
  findAccount: (_context, sub) => ({ accountId: sub, claims: () => claims(sub) }),
});
provider.listen(Number(port), "127.0.0.1", () => console.log("listening"));
