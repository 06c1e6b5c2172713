// Imports go one way: diagnostics, text <- schema <- language <- plan <- run <- cli. See docs/architecture.md.
const layer = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: from },
  to: { path: '^(engine|modules)/', pathNot: [from, ...allowed] },
});
module.exports = {
  forbidden: [
    // Trees are walked by functions that call one another (a node, a block, an include): within these folders only.
    {
      name: 'no-circular',
      severity: 'error',
      from: { pathNot: '^engine/(plan|run/walk|run/task)/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    layer('diagnostics-stand-alone', '^engine/diagnostics/', []),
    layer('text', '^engine/text/', ['^engine/diagnostics/']),
    layer('schema', '^engine/schema/', ['^engine/(diagnostics|text)/']),
    layer('language', '^engine/language/', ['^engine/(diagnostics|text|schema)/']),
    layer('plan', '^engine/plan/', ['^engine/(diagnostics|text|schema|language)/', '^engine/module.ts$']),
    layer('network', '^engine/network/', ['^engine/diagnostics/']),
    layer('lock', '^engine/lock/', ['^engine/module.ts$']),
    layer('run', '^engine/run/', [
      '^engine/(diagnostics|text|schema|language|plan|lock)/',
      '^engine/module.ts$',
    ]),
    layer('report', '^engine/report/', [
      '^engine/(diagnostics|text)/',
      '^engine/schema/types.ts$',
      '^engine/run/events.ts$',
      '^engine/module.ts$',
    ]),
    layer('sources', '^engine/sources/', [
      '^engine/(diagnostics|text|schema|lock|network)/',
      '^engine/language/configuration-file.ts$',
      '^engine/module.ts$',
    ]),
    layer('transport', '^engine/transport/', ['^engine/(diagnostics|lock)/', '^engine/module.ts$']),
    layer('module-contract', '^engine/module(.ts$|/)', [
      '^engine/schema/types.ts$',
      '^engine/diagnostics/',
      '^engine/module/',
    ]),
    {
      name: 'modules-see-the-contract-only',
      severity: 'error',
      from: { path: '^modules/' },
      to: {
        path: '^engine/',
        pathNot: [
          '^engine/module.ts$',
          '^engine/schema/(types|suggest).ts$',
          '^engine/diagnostics/',
          '^engine/text/',
          '^engine/lock/',
          '^engine/network/',
        ],
      },
    },
    {
      name: 'no-module-imports-another-cloud',
      severity: 'error',
      from: { path: '^modules/([^/]+)/' },
      // Copying disks from machine to machine, and hooks, are no cloud's.
      to: { path: '^modules/([^/]+)/', pathNot: ['^modules/$1/', '^modules/(disk|hooks)/'] },
    },
    {
      name: 'only-cli-imports-modules',
      severity: 'error',
      from: { path: '^engine/', pathNot: '^engine/cli/' },
      to: { path: '^modules/' },
    },
    {
      name: 'http-in-api-only',
      severity: 'error',
      from: { pathNot: '^(modules/[^/]+/api/|engine/transport/)' },
      to: { path: 'node_modules/(got|ssh2|@aws-sdk)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
