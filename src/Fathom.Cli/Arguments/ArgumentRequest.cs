namespace Fathom.Cli;

/// <summary>What an argument list asks for.</summary>
internal enum ArgumentRequest
{
    Run,
    Help,
    Version,
    Error,
}
