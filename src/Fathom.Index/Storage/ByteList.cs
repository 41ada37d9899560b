namespace Fathom.Index;

/// <summary>Bytes that grow at their end, in one array that is used again.</summary>
internal sealed class ByteList
{
    private byte[] _bytes = [];

    internal int Length { get; private set; }

    internal ReadOnlySpan<byte> Span(int offset, int length) => _bytes.AsSpan(offset, length);

    /// <summary>Makes room for <paramref name="length"/> bytes more, which the caller writes.</summary>
    internal Span<byte> Add(int length)
    {
        int needed = checked(Length + length);
        if (needed > _bytes.Length)
        {
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(needed, 2L * _bytes.Length)));
        }

        Length = needed;
        return _bytes.AsSpan(needed - length, length);
    }

    /// <summary>Copies bytes to the end.</summary>
    /// <returns>Where they begin.</returns>
    internal int Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Add(bytes.Length));
        return Length - bytes.Length;
    }

    internal void Clear() => Length = 0;
}
