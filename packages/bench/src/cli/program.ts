import type { Command } from 'commander';
import { numberBetween, parseBitrate, parseList, quietCommand } from '@dynamics-codec/node/cli';
import { CODEC_IDS } from '../codecs/index.js';
import { benchCommand, PROGRAM, type BenchCommand } from './bench.js';

/** The command line of the bench. @param signal raised when the user interrupts */
export function createProgram(signal: AbortSignal): Command {
  return quietCommand(PROGRAM)
    .description('Measures this codec against others and writes a report to look at.')
    .requiredOption('--clips <places...>', 'video files or folders of them')
    .option('--codecs <names>', `codecs to compare, out of ${CODEC_IDS.join(', ')}`, parseList, [
      'dync',
      'vvc',
      'x265',
      'svtav1',
    ])
    .option(
      '--bitrates <rates>',
      'rates to aim at',
      (text: string) => parseList(text).map(parseBitrate),
      [3000, 5000, 8000, 10000, 15000],
    )
    .option('--frames <count>', 'frames of each clip to take at most', numberBetween(3, 1e6, 'integer'), 100)
    .requiredOption('--out <folder>', 'folder for results.json, report.html, benchmarks.md and the cache')
    .option('--cache <folder>', 'folder for the cache, where it is to be shared between runs')
    .option('--lpips <file>', 'LPIPS network (see packages/metrics/scripts/export_lpips.py)')
    .option('--anchors <folder>', 'folder of VVC streams made beforehand')
    .option('--show <rate>', 'rate that the report plays; the middle one when left out', parseBitrate)
    .addHelpText(
      'after',
      '\nExample:\n  npm run bench -- --clips clips --codecs dync,x265,svtav1,vvc --bitrates 3k,5k,8k,10k,15k --frames 100 --out bench-out\n\nA run that was stopped goes on where it was. The report opens in a browser, without a server.',
    )
    .action((options: BenchCommand) => benchCommand(options, signal));
}
