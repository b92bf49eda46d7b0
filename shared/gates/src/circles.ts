// Finds files that import each other in a circle. Whoever reads one of them
// has to read them all, and which one runs first depends on who is asked.

/** What imports what: names, and the names that each one imports. */
export type Imports = ReadonlyMap<string, readonly string[]>

/** Circles in order. Each name that is in one is in one that is returned. */
export function findCircles(imports: Imports): string[][] {
  const circles: string[][] = []
  for (const name of [...imports.keys()].toSorted()) {
    if (circles.flat().includes(name)) continue
    const circle = shortestWayBack(name, imports)
    if (circle) circles.push(circle)
  }
  return circles
}

/** Goes breadth first, so the first way that comes back is the shortest. */
function shortestWayBack(from: string, imports: Imports): string[] | undefined {
  const seen = new Set<string>()
  const ways = [[from]]
  for (const way of ways) {
    for (const next of imports.get(way.at(-1) ?? '') ?? []) {
      if (next === from) return way
      if (!seen.has(next)) ways.push([...way, next])
      seen.add(next)
    }
  }
  return undefined
}

/** The modules that a text imports, as it writes them, types included. */
export function importsIn(text: string): string[] {
  const found = text.matchAll(
    /^(?:import|export)\b[^'"]*?from '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm,
  )
  return [...found].map((match) => match.slice(1).find(Boolean) ?? '')
}
