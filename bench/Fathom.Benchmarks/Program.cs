using BenchmarkDotNet.Running;
using Fathom.Benchmarks;

BenchmarkSwitcher.FromAssembly(typeof(VaultNames).Assembly).Run(args);
