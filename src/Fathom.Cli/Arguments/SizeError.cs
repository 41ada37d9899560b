namespace Fathom.Cli;

/// <summary>What is wrong with a size that was typed.</summary>
internal enum SizeError
{
    None,
    Invalid,
    InvalidSuffix,
    TooLarge,
}
