namespace Fathom.Cli;

/// <summary>The path of the row that a traversal is at; grows and shrinks with it.</summary>
internal sealed class RowPath
{
    private readonly Stack<int> _lengths = new();
    private byte[] _bytes = new byte[256];
    private int _length;

    internal ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    internal void Push(ReadOnlySpan<byte> name)
    {
        _lengths.Push(_length);
        bool needsSlash = _length > 0 && _bytes[_length - 1] != '/';
        int needed = _length + name.Length + 1;
        if (needed > _bytes.Length)
        {
            Array.Resize(ref _bytes, needed * 2);
        }

        if (needsSlash)
        {
            _bytes[_length++] = (byte)'/';
        }

        name.CopyTo(_bytes.AsSpan(_length));
        _length += name.Length;
    }

    internal void Pop() => _length = _lengths.Pop();
}
