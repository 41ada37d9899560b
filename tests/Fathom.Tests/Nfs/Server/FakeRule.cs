using Fathom.Nfs;

namespace Fathom.Tests.Nfs.Server;

/// <summary>Which calls get a <see cref="FakeAnswer"/>.</summary>
internal sealed class FakeRule(RpcProcedure? procedure, Func<FakeCall, bool>? when, int skip, int times, FakeAnswer answer)
{
    private int _seen;

    internal FakeAnswer Answer => answer;

    /// <summary>Whether the rule is for this call. Called once a call, under the lock of the rules.</summary>
    internal bool Takes(FakeCall call)
    {
        if ((procedure is not null && procedure != call.Procedure) || when?.Invoke(call) == false)
        {
            return false;
        }

        int number = _seen++;
        return number >= skip && number - skip < times;
    }
}
