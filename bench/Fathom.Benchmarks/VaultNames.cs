using System.Text;
using BenchmarkDotNet.Attributes;
using Fathom.Vault;

namespace Fathom.Benchmarks;

/// <summary>Names of one directory, encrypted and decrypted one after another on one core, with the directory's state kept.</summary>
public class VaultNames
{
    private const int Count = 1000;

    private readonly NameCodec _names = new(VaultConfig.DefaultShorteningThreshold);
    private readonly byte[][] _clear = new byte[Count][];
    private readonly byte[][] _stored = new byte[Count][];
    private readonly byte[] _room = new byte[NameCodec.MaxStoredLength];
    private AesSiv? _siv;
    private SivDirectory _directory;

    /// <summary>Bytes of a name.</summary>
    [Params(16, 32, 100)]
    public int Length { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        using VaultKeys keys = VaultKeys.Create();
        _siv = keys.CreateSiv();
        _directory = _siv.PrepareDirectory(DirectoryId.Create().Bytes);
        for (int index = 0; index < Count; index++)
        {
            _clear[index] = Encoding.ASCII.GetBytes($"{index:x4}".PadRight(Length, 'n'));
            _names.Encrypt(in _directory, _clear[index], _room, out int written);
            _stored[index] = _room[..written];
        }
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public int Decrypt()
    {
        int total = 0;
        foreach (byte[] stored in _stored)
        {
            _names.Decrypt(in _directory, stored, _room, out int written);
            total += written;
        }

        return total;
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public int Encrypt()
    {
        int total = 0;
        foreach (byte[] clear in _clear)
        {
            _names.Encrypt(in _directory, clear, _room, out int written);
            total += written;
        }

        return total;
    }

    [GlobalCleanup]
    public void Cleanup() => _siv!.Dispose();
}
