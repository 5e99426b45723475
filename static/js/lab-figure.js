// Figures of the guide whose parts are tied to tasks: a shape of the class "task-ID" is lit once the
// task with that id is done in these machines. The tasks as the server rendered them are the source.

/** Lights up what is done, and nothing else. */
export function figuresLight() {
  const done = new Set(
    [...document.querySelectorAll(".lab-guide .task.done")].map((task) => task.id),
  );
  for (const part of document.querySelectorAll('.lab-guide svg [class*="task-"]')) {
    part.classList.toggle("lit", [...part.classList].some((name) => done.has(name)));
  }
}
