interface Palette {
  readonly ground: string;
  readonly edge: string;
  readonly text: string;
  readonly muted: string;
  readonly grid: string;
  readonly item: string;
  readonly blue: string;
  readonly orange: string;
  readonly teal: string;
  readonly purple: string;
  readonly gold: string;
}

// Hues that differ in lightness as well for those who don't see red and green, 4.5:1 or more on the ground.
const light: Palette = {
  ...{ ground: '#ffffff', edge: '#d1d9e0', text: '#1f2328', muted: '#59636e', grid: '#e4e9ee' },
  ...{ item: '#eef2f6', blue: '#0860ca', orange: '#b54708', teal: '#0b7261', purple: '#7c3aed' },
  gold: '#8a5a00',
};
const dark: Palette = {
  ...{ ground: '#1b1f24', edge: '#3d444d', text: '#f0f3f6', muted: '#aab4be', grid: '#2f363d' },
  ...{ item: '#2a3038', blue: '#539bf5', orange: '#f69d50', teal: '#4ac9b0', purple: '#b794f6' },
  gold: '#e8c14a',
};

/** The picture's own ground and colours, since it may stand on a page of any colour. */
export const pictureStyle = `text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;dominant-baseline:central}
.strong{font-weight:600}
.line{fill:none;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
${rules(light)}
@media (prefers-color-scheme:dark){
${rules(dark)}
}`;

function rules(palette: Palette): string {
  const { ground, edge, text, muted, grid, item, blue, orange } = palette;
  const hues = (['muted', 'blue', 'orange', 'teal', 'purple', 'gold'] as const).map(
    (hue) => `.fill.${hue}{fill:${palette[hue]}}.line.${hue}{stroke:${palette[hue]}}`,
  );
  return [
    `.ground{fill:${ground};stroke:${edge}}.grid{stroke:${grid}}.rule{stroke:${edge}}`,
    `.item{fill:${item};stroke:${edge}}text{fill:${text}}text.muted{fill:${muted}}`,
    `.running{fill:${blue};stroke:${blue}}.paused{fill:${ground};stroke:${blue}}`,
    `.overtime{fill:url(#hatch);stroke:${orange}}.hatch{stroke:${orange}}`,
    `.held{fill:url(#dots);stroke:${blue}}.dot{fill:${blue}}.under{fill:${ground}}`,
    `.break{fill:${ground};stroke:${muted};stroke-dasharray:3}`,
    ...hues,
  ].join('\n');
}
