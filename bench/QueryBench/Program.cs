using BenchmarkDotNet.Running;
using QueryBench;

BenchmarkSwitcher.FromAssembly(typeof(Reading).Assembly).RunAll(args: args);
