using System.Text.Json;

namespace Fathom.Transfer;

/// <summary>The first line of a saved plan: the command line that it was made with.</summary>
/// <param name="Directory">That paths of the arguments are relative to, raw bytes.</param>
/// <param name="Arguments">Of the command line without the command, raw bytes.</param>
public sealed record PlanHeader(byte[] Directory, IReadOnlyList<byte[]> Arguments)
{
    /// <summary>Reads the first line of a plan; whether the rest is whole only <see cref="SavedPlan.Read(Stream)"/> tells.</summary>
    /// <param name="input">Stays the caller's.</param>
    /// <exception cref="InvalidDataException">It is no plan of this version.</exception>
    public static PlanHeader Read(Stream input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return SavedPlan.Guarded(() =>
        {
            foreach (ReadOnlyMemory<byte> line in SavedPlan.Lines(input))
            {
                return Parse(line);
            }

            throw new InvalidDataException("the plan is empty; make it again");
        });
    }

    internal static PlanHeader Parse(ReadOnlyMemory<byte> line)
    {
        using JsonDocument header = JsonDocument.Parse(line);
        if (header.RootElement.GetProperty("fathom_plan").GetInt32() != SavedPlan.Version)
        {
            throw new InvalidDataException("it is no plan of this version of fathom");
        }

        return new PlanHeader(
            SavedPlan.BytesOf(header.RootElement, "directory"),
            [.. header.RootElement.GetProperty("arguments").EnumerateArray().Select(static argument => SavedPlan.BytesOf(argument, "value"))]);
    }
}
