// The course's own blocks in a text: completed where one begins, and coloured.

import { snippetCompletion } from "@codemirror/autocomplete";
import { Decoration, MatchDecorator, ViewPlugin } from "@codemirror/view";

/** What a block of each kind needs to be one; others begin empty. */
const bodies = {
  quiz: "#${id}}\n${Question?}\n\n- [x] ${Right} :: ${Why}\n- [ ] ${Wrong} :: ${Why}\n```",
  numeric: "#${id} tolerance=0}\n${How many?}\n= ${1}\n```",
  short: "#${id}}\n${Which word?}\n= ${word}\n```",
  claim: "#${id} lab=${lab} measure=${measure}}\n${What is claimed.}\n```",
};

/** @param {string[]} kinds @returns {import("@codemirror/autocomplete").CompletionSource} */
export function blockSource(kinds) {
  const options = kinds.map((kind) =>
    snippetCompletion("``` {." + kind + " " + (bodies[kind] ?? "#${id}}\n${}\n```"), {
      label: "``` {." + kind + "}",
      type: "keyword",
    }),
  );
  return (context) => {
    const found = context.matchBefore(/^\s{0,3}`{1,3}\s*\{?\.?[\w-]*$/);
    if (!found || (found.text.trim().length < 3 && !context.explicit)) return null;
    const begun = /[\w-]*$/.exec(found.text)?.[0] ?? "";
    return {
      from: found.from,
      options: options.filter((each) => each.label.includes(`.${begun}`)),
      filter: false, // a fence is no word, which CodeMirror would look for
    };
  };
}

const mark = (name) => Decoration.mark({ class: `draft-${name}` });
const marks = { fence: mark("fence"), choice: mark("choice"), feedback: mark("feedback") };

const matcher = new MatchDecorator({
  regexp: /^`{3,}[ \t]*\{\.[^}\n]*\}|^[ \t]*[-*][ \t]\[[ xX]\]|[ \t]::(?=[ \t])/gm,
  decoration: ([text]) =>
    text.includes("`") ? marks.fence : text.includes("[") ? marks.choice : marks.feedback,
});

export const blockColours = ViewPlugin.define(
  (view) => ({
    marks: matcher.createDeco(view),
    update(change) {
      this.marks = matcher.updateDeco(change, this.marks);
    },
  }),
  { decorations: (plugin) => plugin.marks },
);
