// Draws plots with Vega-Lite. They stand on any background: text and lines take
// a colour that the reader's scheme decides.
import { parse, View } from 'vega'
import { type Config, compile, type TopLevelSpec } from 'vega-lite'

const STYLE = `<style>
  :root { color: #24292f }
  @media (prefers-color-scheme: dark) { :root { color: #d8dee6 } }
</style>`

/** Draws a plot as SVG. */
export async function draw(spec: TopLevelSpec): Promise<string> {
  const { spec: vega } = compile(spec, { config: CONFIG })
  const view = new View(parse(vega), { renderer: 'none' })
  const svg = await view.toSVG()
  view.finalize()
  return `${svg.replace(/^<svg[^>]*>/, `$&${STYLE}`)}\n`
}

const TEXT = 'currentColor'

const CONFIG: Config = {
  background: 'transparent',
  font: 'system-ui, sans-serif',
  view: { stroke: null },
  axis: {
    labelColor: TEXT,
    labelFontSize: 13,
    titleColor: TEXT,
    titleFontSize: 13,
    titleFontWeight: 'normal',
    gridColor: TEXT,
    gridOpacity: 0.15,
    domainColor: TEXT,
    tickColor: TEXT,
    labelLimit: 200,
  },
  title: { color: TEXT, fontSize: 14, anchor: 'start' },
  text: { color: TEXT, fontSize: 12 },
  legend: {
    labelColor: TEXT,
    labelFontSize: 13,
    title: null,
    orient: 'top',
  },
}
