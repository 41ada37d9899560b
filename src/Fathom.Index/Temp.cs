#pragma warning disable
namespace Fathom.Index;
internal sealed class WalkStart(long r = 0) { internal void ListRoot(long r) {} internal int Add(int p, byte[] n, NodeHandle h, NodeId i, long r, bool l) => 0; }
internal static class TempExt { internal static WalkSummary Run(this Walker w, ISink s, WalkStart st, CancellationToken c) => throw new NotSupportedException(); }
