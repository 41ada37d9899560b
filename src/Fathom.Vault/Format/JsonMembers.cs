using System.Text.Json;

namespace Fathom.Vault;

/// <summary>The members of one JSON object, one after the other. No method throws.</summary>
/// <remarks>After <see cref="Next"/> has returned false, <see cref="IsSound"/> says whether the whole text was an object.</remarks>
internal ref struct JsonMembers
{
    private Utf8JsonReader _reader;
    private bool _hasBegun;
    private bool _isValuePending;

    /// <summary>Reads from the start of a text.</summary>
    internal JsonMembers(ReadOnlySpan<byte> json) => _reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 8 });

    /// <summary>The text was one object, and was read to its end.</summary>
    internal bool IsSound { get; private set; }

    /// <summary>Goes to the next member.</summary>
    internal bool Next()
    {
        try
        {
            if (!_hasBegun)
            {
                _hasBegun = true;
                if (!_reader.Read() || _reader.TokenType != JsonTokenType.StartObject)
                {
                    return false;
                }
            }

            if (_isValuePending)
            {
                _reader.Skip();
            }

            _isValuePending = _reader.Read() && _reader.TokenType == JsonTokenType.PropertyName;
            IsSound = !_isValuePending && _reader.TokenType == JsonTokenType.EndObject && !_reader.Read();
            return _isValuePending;
        }
        catch (JsonException)
        {
            _isValuePending = false;
            return false;
        }
    }

    /// <summary>The member has this name. Ask before its value is read.</summary>
    internal bool Is(ReadOnlySpan<byte> name) => _reader.TokenType == JsonTokenType.PropertyName && _reader.ValueTextEquals(name);

    /// <summary>Reads a text.</summary>
    internal bool TryReadText(out string text)
    {
        text = "";
        try
        {
            if (!ReadValue(JsonTokenType.String))
            {
                return false;
            }

            text = _reader.GetString()!;
            return true;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // InvalidOperationException is what the reader throws for a text that is no UTF-8.
            return false;
        }
    }

    /// <summary>Reads a whole number.</summary>
    internal bool TryReadNumber(out long number)
    {
        number = 0;
        try
        {
            return ReadValue(JsonTokenType.Number) && _reader.TryGetInt64(out number);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Reads bytes in base64.</summary>
    internal bool TryReadBytes(out byte[] bytes)
    {
        bytes = [];
        try
        {
            return ReadValue(JsonTokenType.String) && _reader.TryGetBytesFromBase64(out bytes!);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private bool ReadValue(JsonTokenType type)
    {
        _isValuePending = false;
        bool isType = _reader.Read() && _reader.TokenType == type;
        if (_reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            _reader.Skip();
        }

        return isType;
    }
}
