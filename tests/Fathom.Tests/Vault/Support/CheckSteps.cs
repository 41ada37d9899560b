using System.Runtime.Versioning;
using System.Text;
using Fathom.Local;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Vault.Support;

/// <summary>Short ways to what a check says.</summary>
[SupportedOSPlatform("linux")]
internal static class CheckSteps
{
    public static VaultCheckOptions Data { get; } = new() { ReadsData = true };

    public static VaultCheckOptions Repair { get; } = new() { Repairs = true };

    /// <summary>Checks a vault. That it has no backups of its keys is left out: no test vault has.</summary>
    public static List<VaultFinding> Check(this VaultWriter vault, VaultCheckOptions? options = null) => vault.Check(options, out _);

    public static List<VaultFinding> Check(this VaultWriter vault, VaultCheckOptions? options, out VaultCheckReport report) =>
        Check(vault.Folder, VaultWriter.Password, options, out report);

    public static List<VaultFinding> Check(string folder, ReadOnlySpan<byte> password, VaultCheckOptions? options, out VaultCheckReport report)
    {
        List<VaultFinding> findings = [];
        using VaultCheck check = VaultCheck.Open(LocalTree.Open(folder), password, options);
        report = check.Run(findings.Add, TestContext.Current.CancellationToken);
        findings.RemoveAll(static finding => finding.Kind == VaultFindingKind.MissingBackup);
        return findings;
    }

    /// <summary>A line each: kind, path in the cleartext, and what became of a repair.</summary>
    public static string[] Lines(this IEnumerable<VaultFinding> findings) =>
        [.. findings.Select(static finding => $"{finding.Kind} {Text(finding.ClearPath)} {finding.Outcome}".Replace("  ", " ", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private static string Text(ReadOnlyMemory<byte> path) => Encoding.UTF8.GetString(path.Span);
}
