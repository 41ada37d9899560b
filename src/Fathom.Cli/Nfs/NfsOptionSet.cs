using System.CommandLine;
using System.CommandLine.Parsing;
using Fathom.Nfs;

namespace Fathom.Cli;

/// <summary>The options of every command that may walk a tree on a server.</summary>
/// <param name="explains">Whether the command can say at its end what was asked of each server.</param>
/// <param name="hasTimeout">False for a command that has a <c>--timeout</c> of its own.</param>
internal sealed class NfsOptionSet(bool explains = true, bool hasTimeout = true)
{
    private const int LeastListing = 1024;
    private const int MostListing = 4 * 1024 * 1024;

    private readonly IntegerOption _connections = new("--connections", 1, 64)
    {
        Description = "connections to a server; by default 2, or one an address up to 8",
    };

    private readonly IntegerOption _window = new("--rpc-window", 1, 128)
    {
        Description = "calls outstanding on each connection; by default as the server's latency suggests",
    };

    private readonly SizeOption _size = new("--rpc-size", isSigned: false, LeastListing, MostListing)
    {
        Description = "bytes of a directory asked for at once, 1K to 4M; by default as its length and the server's answers suggest",
    };

    private readonly SecondsOption _timeout = new("--timeout", TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(1))
    {
        Description = "ask a server again that has not answered for so long, 0.001 or more; 30 by default",
    };

    private readonly IntegerOption _retries = new("--retries", 0, 1000)
    {
        Description = "times that a server is asked again before it counts as dead; 5 by default",
    };

    private readonly IntegerOption _maxCalls = new("--max-rpcs", 1, int.MaxValue)
    {
        Description = "calls a second at most, over all connections",
    };

    private readonly Option<bool> _polite = new("--polite")
    {
        Description = "keep the server's latency near what it was at the start, with fewer calls outstanding",
    };

    private readonly Option<bool> _readDir = new("--nfs-readdir")
    {
        Description = "list with READDIR and LOOKUP, for a server whose READDIRPLUS is broken; slow",
    };

    private readonly Option<bool> _explain = new("--explain-io")
    {
        Description = "print on standard error what was asked of each server, how often, and how long it took",
    };

    /// <summary>Adds the options to <paramref name="command"/>, as a group.</summary>
    internal void AddTo(DocumentedCommand command)
    {
        Option[] waiting = hasTimeout ? [_timeout, _retries] : [_retries];
        Option[] options = [_connections, _window, _size, .. waiting, _maxCalls, _polite, _readDir];
        OptionGroup group = new("Network roots (nfs://)", explains ? [.. options, _explain] : options);
        command.Groups.Add(group);
        foreach (Option option in group.Options)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>How to talk to servers.</summary>
    internal NfsOptions Resolve(ParseResult result)
    {
        NfsOptions defaults = NfsOptions.Default;
        return new NfsOptions
        {
            Connections = (int)(result.GetValue(_connections) ?? defaults.Connections),
            Window = (int)(result.GetValue(_window) ?? defaults.Window),
            ListingSize = (int)(result.GetValue(_size) ?? defaults.ListingSize),
            Timeout = (hasTimeout ? result.GetValue(_timeout) : null) ?? defaults.Timeout,
            Retries = (int)(result.GetValue(_retries) ?? defaults.Retries),
            MaxCallsPerSecond = (int)(result.GetValue(_maxCalls) ?? defaults.MaxCallsPerSecond),
            IsPolite = result.GetValue(_polite),
            ForceReadDir = result.GetValue(_readDir),
        };
    }

    /// <summary>Whether the calls are to be explained at the end.</summary>
    internal bool Explains(ParseResult result) => result.GetValue(_explain);
}
