// What somebody gives the page by paste or drop: read while the event lasts, which is not long.

export interface Given {
  how: "pasted" | "dropped" | "opened";
  file: File | null;
  /** An address that was dropped, or the text. */
  text: string;
}

/** Tells `take` what is given to the page anywhere outside of its fields. */
export function whenGiven(take: (given: Given) => void): void {
  // What is dragged from one place of the page to another is no gift.
  let isOurs = false;
  const listen = (type: "dragstart" | "dragend" | "dragover" | "drop" | "paste") =>
    document.addEventListener(type, (event) => {
      if (type === "dragstart" || type === "dragend") isOurs = type === "dragstart";
      else if (!isOurs && type === "dragover") event.preventDefault();
      else if (!isOurs) {
        const given = givenBy(event);
        if (!given) return;
        event.preventDefault();
        take(given);
      }
    });
  for (const type of ["dragstart", "dragend", "dragover", "drop", "paste"] as const) listen(type);
  // Of a thing that vanished while it was dragged no end is told; but while something is dragged, no pointer moves.
  document.addEventListener("pointermove", () => {
    isOurs = false;
  });
}

/** Null where it is not for the page: what goes into a field, and what holds neither text nor file. */
function givenBy(event: ClipboardEvent | DragEvent): Given | null {
  const isPaste = event instanceof ClipboardEvent;
  const data = isPaste ? event.clipboardData : event.dataTransfer;
  if (!data || event.defaultPrevented) return null;
  const addresses = data.getData("text/uri-list").split(/\r?\n/);
  const text = addresses.find((line) => line !== "" && !line.startsWith("#")) ?? data.getData("text/plain");
  // Some programs copy a picture of it beside the text.
  const file = isPaste && text.trim() !== "" ? null : (data.files[0] ?? null);
  if (isField(event.composedPath()[0]) && (isPaste || !file)) return null;
  return file || text.trim() !== "" ? { how: isPaste ? "pasted" : "dropped", file, text } : null;
}

function isField(target: EventTarget | undefined): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches("input:not([type=range]), textarea, select");
}
