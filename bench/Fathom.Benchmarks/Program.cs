using BenchmarkDotNet.Running;
using Fathom.Benchmarks;

// `random-writes` measures a whole process, its memory too, so it runs outside of BenchmarkDotNet.
if (args is ["random-writes", ..])
{
    return RandomWrites.Run(args.AsSpan(1));
}

BenchmarkSwitcher.FromAssembly(typeof(VaultNames).Assembly).Run(args);
return 0;
