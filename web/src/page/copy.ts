/** Copies to the clipboard, and returns what to say of it: `done`, or that it was refused. */
export async function copied(text: string, done: string): Promise<string> {
  return (await copy(text)) ? done : "Copying was refused by the browser";
}

/** Copies; the old way where the new one is refused, as in some iframes. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "for-readers";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}
