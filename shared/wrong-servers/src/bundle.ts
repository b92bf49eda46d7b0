// Makes one script of a step with its patches, in memory: nothing is written,
// so nothing can be left behind.
import { folderOf, numberOf, stepCalled } from '@barewire/course/steps'
import { build, type Plugin } from 'esbuild'
import { readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { applyPatch, patchesOf, type WrongServer } from './wrong-server.ts'

/** The script of a process that serves the application and the echo contract. */
export async function bundle(wrong: WrongServer): Promise<string> {
  const folder = folderOf(stepCalled(wrong.step))
  const { outputFiles } = await build({
    stdin: { contents: entryOf(wrong), resolveDir: HERE, loader: 'ts' },
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    tsconfigRaw: {},
    logLevel: 'silent',
    plugins: [sources(folder, wrong)],
  })
  // A script that is no file has to be told from where it requires.
  const from = JSON.stringify(join(folder, 'src', 'app.ts'))
  const require = `require = require('node:module').createRequire(${from});\n`
  return require + (outputFiles[0]?.text ?? '')
}

const HERE = fileURLToPath(new URL('.', import.meta.url))

/** The first step whose handlers return values, and the first with a router. */
const FIRST_ECHO = numberOf('response-values')
const FIRST_ROUTER = numberOf('routing')

function entryOf({ step, rfc }: WrongServer): string {
  const number = numberOf(step)
  const lines = [
    "import { serve } from './host.ts'",
    "import { createApp } from 'step/src/app.ts'",
  ]
  if (rfc === undefined || number < FIRST_ECHO) {
    return [...lines, 'serve(createApp())'].join('\n')
  }
  const hasRouter = number >= FIRST_ROUTER
  const parts = hasRouter ? 'createServer, Router' : 'createServer'
  return [
    ...lines,
    "import { echoServer } from '@barewire/peers/echo-contract'",
    "import { createServer } from 'step/src/wire/server.ts'",
    ...(hasRouter ? ["import { Router } from 'step/src/web/router.ts'"] : []),
    `serve(createApp(), echoServer({ ${parts} }))`,
  ].join('\n')
}

/** Gives esbuild the sources, patched. Packages stay outside of the bundle. */
function sources(folder: string, wrong: WrongServer): Plugin {
  const patches = patchesOf(wrong)
  return {
    name: 'sources',
    setup(bundler) {
      const left = new Set(patches)
      bundler.onResolve({ filter: /^step\// }, ({ path }) => ({
        path: join(folder, path.slice('step/'.length)),
      }))
      bundler.onResolve({ filter: /^[^.]/ }, ({ path }) =>
        path.startsWith('@barewire/') ? undefined : { path, external: true },
      )
      bundler.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const file = relative(folder, path).split(sep).join('/')
        let text = await readFile(path, 'utf8')
        for (const patch of patches.filter((each) => each.file === file)) {
          text = applyPatch(text, patch)
          left.delete(patch)
        }
        const url = JSON.stringify(pathToFileURL(path).href)
        return {
          contents: text.replaceAll('import.meta.url', url),
          loader: 'ts',
        }
      })
      bundler.onEnd(() => {
        for (const { file } of left) {
          throw new Error(`No part of ${wrong.step} imports ${file}`)
        }
      })
    },
  }
}
