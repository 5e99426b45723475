// What this browser remembers for the page. One that keeps nothing, since its reader has forbidden it
// or its room is used up, remembers nothing, and the page works all the same.

/** @param {() => Storage} storage asking for it may throw already */
function guarded(storage) {
  return {
    /** @param {string} key @returns {string | null} */
    get(key) {
      try {
        return storage().getItem(key);
      } catch {
        return null;
      }
    },
    /** @param {string} key @param {string} value */
    set(key, value) {
      try {
        storage().setItem(key, value);
      } catch {
        // It is forgotten with the page.
      }
    },
  };
}

export const browserMemory = guarded(() => localStorage);
export const tabMemory = guarded(() => sessionStorage);
