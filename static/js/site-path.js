// The path below which the site is reached, with a slash at both ends: "/" for a host of its own.

export const sitePath = document.documentElement.dataset.sitePath ?? "/";
