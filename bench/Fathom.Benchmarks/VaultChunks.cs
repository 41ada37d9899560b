using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using Fathom.Vault;

namespace Fathom.Benchmarks;

/// <summary>Chunks of both ciphers on one core, beside <see cref="AesGcm"/> alone on the same buffers.</summary>
public class VaultChunks
{
    private readonly byte[] _clear = RandomNumberGenerator.GetBytes(CipherLayout.ChunkLength);
    private readonly byte[] _gcmStored = new byte[CipherLayout.ChunkLength + CipherLayout.Of(CipherCombo.SivGcm).ChunkOverhead];
    private readonly byte[] _ctrStored = new byte[CipherLayout.ChunkLength + CipherLayout.Of(CipherCombo.SivCtrMac).ChunkOverhead];
    private readonly byte[] _room = new byte[CipherLayout.ChunkLength];
    private readonly byte[] _associated = new byte[20];
    private readonly VaultKeys _keys = VaultKeys.Create();
    private readonly AesGcm _alone = new(RandomNumberGenerator.GetBytes(32), 16);
    private ChunkCodec? _gcm;
    private ChunkCodec? _ctr;
    private FileHeaderCodec? _gcmHeaders;
    private FileHeaderCodec? _ctrHeaders;

    [GlobalSetup]
    public void Setup()
    {
        _gcmHeaders = new FileHeaderCodec(_keys, CipherCombo.SivGcm);
        _ctrHeaders = new FileHeaderCodec(_keys, CipherCombo.SivCtrMac);
        _gcm = _gcmHeaders.Create(new byte[_gcmHeaders.Layout.HeaderLength]);
        _ctr = _ctrHeaders.Create(new byte[_ctrHeaders.Layout.HeaderLength]);
    }

    // What AesGcm alone decrypts must be what it encrypted.
    [GlobalSetup(Target = nameof(DecryptAlone))]
    public void SetupAlone() => EncryptAlone();

    [GlobalSetup(Targets = [nameof(DecryptGcm), nameof(DecryptCtrMac)])]
    public void SetupStored()
    {
        Setup();
        _gcm!.Encrypt(0, _clear, _gcmStored);
        _ctr!.Encrypt(0, _clear, _ctrStored);
    }

    [Benchmark(Baseline = true)]
    public void EncryptAlone() =>
        _alone.Encrypt(_gcmStored.AsSpan(0, 12), _clear, _gcmStored.AsSpan(12, _clear.Length), _gcmStored.AsSpan(12 + _clear.Length), _associated);

    [Benchmark]
    public void DecryptAlone() =>
        _alone.Decrypt(_gcmStored.AsSpan(0, 12), _gcmStored.AsSpan(12, _clear.Length), _gcmStored.AsSpan(12 + _clear.Length), _room, _associated);

    [Benchmark]
    public void EncryptGcm() => _gcm!.Encrypt(0, _clear, _gcmStored);

    [Benchmark]
    public Errno DecryptGcm() => _gcm!.Decrypt(0, _gcmStored, _room);

    [Benchmark]
    public void EncryptCtrMac() => _ctr!.Encrypt(0, _clear, _ctrStored);

    [Benchmark]
    public Errno DecryptCtrMac() => _ctr!.Decrypt(0, _ctrStored, _room);

    [GlobalCleanup]
    public void Cleanup()
    {
        _gcm?.Dispose();
        _ctr?.Dispose();
        _gcmHeaders?.Dispose();
        _ctrHeaders?.Dispose();
        _keys.Dispose();
    }
}
