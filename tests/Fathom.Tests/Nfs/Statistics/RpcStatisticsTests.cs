using System.Diagnostics;
using Fathom.Nfs;
using Fathom.Tests.Nfs.Rpc;
using Xunit;

namespace Fathom.Tests.Nfs.Statistics;

public sealed class RpcStatisticsTests
{
    [Fact]
    public void A_snapshot_adds_up_open_and_closed_connections()
    {
        RpcStatistics statistics = new();
        ConnectionCounters closed = Count(statistics, Nfs3.ReadDirPlus, calls: 3);
        Count(statistics, Nfs3.ReadDirPlus, calls: 4);
        Count(statistics, Nfs3.Lookup, calls: 20);
        statistics.Close(closed);
        statistics.Close(closed);

        NfsStatistics snapshot = statistics.Snapshot();
        Assert.Equal([("LOOKUP", 20L), ("READDIRPLUS", 7L)], snapshot.Procedures.Select(static row => (row.Name, row.Calls)));
        Assert.Equal((3L, 27L, 270L), (snapshot.Connections, snapshot.Calls, snapshot.BytesSent));
        Assert.Equal(TimeSpan.FromSeconds(1), snapshot.Procedures[0].LatencyMax);
    }

    [Fact]
    public void Bytes_include_headers_and_marks_and_errors_are_statuses_other_than_ok()
    {
        using RpcPeer peer = new(static connection =>
        {
            PeerCall call = connection.Read();
            Assert.Equal(44, call.Record.Length);
            byte[] record = PeerConnection.Accepted(call.Xid, 0, 0, 0, 0, 2);
            connection.Send(PeerConnection.Fragment(record.AsSpan(0, 10), isLast: false));
            connection.Send(PeerConnection.Fragment(record.AsSpan(10), isLast: true));
            connection.Echo();
        });
        RpcStatistics statistics = new();
        using RpcConnection connection = new(
            peer.Target, 0, new RpcConnectionOptions { Credential = NfsCredential.Anonymous }, new CallGovernor(NfsOptions.Default), statistics);
        connection.Begin(Nfs3.GetAttr, 0).WriteUInt32(0);
        connection.Queue();
        Assert.True(connection.TryReceive(out _, default));

        NfsProcedureStatistics row = Assert.Single(statistics.Snapshot().Procedures);
        Assert.Equal(("GETATTR", 1L, 0L, 48L, 36L, 1L), (row.Name, row.Calls, row.Resends, row.BytesSent, row.BytesReceived, row.Errors));
        Assert.True(row.LatencyMax > TimeSpan.Zero);
    }

    [Fact]
    public void Snapshots_are_taken_while_connections_count()
    {
        RpcStatistics statistics = new();
        using ManualResetEventSlim isDone = new();
        Thread writer = new(() =>
        {
            ConnectionCounters counters = statistics.Open();
            for (int i = 0; i < 200; i++)
            {
                RpcProcedure procedure = new(1, 1, (uint)i, $"P{i}");
                counters.Of(procedure).Calls++;
                counters.Of(procedure).Latency.Add(i);
            }

            isDone.Set();
        });
        writer.Start();
        long last = 0;
        while (!isDone.IsSet)
        {
            long calls = statistics.Snapshot().Calls;
            Assert.InRange(calls, last, 200);
            last = calls;
        }

        writer.Join();
        Assert.Equal(200, statistics.Snapshot().Calls);
    }

    private static ConnectionCounters Count(RpcStatistics statistics, RpcProcedure procedure, int calls)
    {
        ConnectionCounters counters = statistics.Open();
        counters.Connects = 1;
        ProcedureCounters row = counters.Of(procedure);
        row.Calls = calls;
        row.BytesSent = calls * 10;
        row.Latency.Add(Stopwatch.Frequency);
        return counters;
    }
}
