// The texts of the scripts: Chinese as they are written there; where the page brought Django's catalogue, in its language.
// `values` stand in the text as %(name)s. makemessages finds every text by the name of the function.
export function gettext(text, values = {}) {
  const said = globalThis.django?.gettext?.(text) ?? text;
  return said.replace(/%\((\w+)\)s/g, (place, name) => values[name] ?? place);
}
