using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using Fathom.Local;
using Fathom.Tests.Cli;
using Fathom.Tests.Conformance;
using Fathom.Tests.Support;
using Fathom.Tests.Vault.Support;
using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Vault.OtherPrograms;

/// <summary>A program that we did not write reads what we wrote: the npm package cryptomator-ts, which knows SIV_CTRMAC and no links.</summary>
[SupportedOSPlatform("linux")]
public sealed class CryptomatorTsTests
{
    private const string Script = """
        import { Vault, EncryptedDir, EncryptedFile } from 'cryptomator-ts';
        import { LocalStorageProvider } from 'cryptomator-ts/provider';
        import { createHash } from 'crypto';

        // The package decodes the suffix in name.c9s as if it were base64; Cryptomator writes it, and so do we.
        class Provider extends LocalStorageProvider {
          async readFileString(path: string) {
            const text = await super.readFileString(path);
            return path.endsWith('/name.c9s') ? text.replace(/\.c9r$/, '') : text;
          }
        }

        async function list(items: any[], path: string) {
          for (const item of items) {
            const name = `${path}/${item.decryptedName}`;
            if (item instanceof EncryptedFile) {
              const content = (await item.decrypt()).content;
              console.log(`F ${name} ${content.length} ${createHash('sha256').update(content).digest('hex')}`);
            } else {
              console.log(`D ${name}`);
              await list(await item.listItems(), name);
            }
          }
        }

        (async () => {
          const vault = await Vault.open(new Provider(), process.argv[2], process.argv[3], 'vault');
          await list(await vault.listItems('' as any), '');
        })();
        """;

    private static readonly int[] s_sizes = [0, 1, 32767, 32768, 32769, 65536, 5_000_000];

    [Fact]
    public void Cryptomator_ts_reads_a_vault_that_was_written_here()
    {
        string modules = RepositoryRoot.At("artifacts/npm/node_modules");
        Assert.SkipUnless(Directory.Exists(Path.Combine(modules, "cryptomator-ts")) && Directory.Exists(Path.Combine(modules, "esbuild")), "no cryptomator-ts");
        using VaultFolder vault = new(CipherCombo.SivCtrMac);
        List<string> expected = Write(vault.Writer.Folder);
        using TempFolder folder = new();
        folder.Write("script.ts", Script);

        // The package is TypeScript alone, and its exports leave out the part that reads a disk.
        ShellRun run = ShellRun.Of($"""
            cd {folder.Path} && ln -sfn {modules} node_modules &&
            node_modules/.bin/esbuild script.ts --bundle --platform=node --log-level=error --outfile=script.js \
              --alias:cryptomator-ts/provider={modules}/cryptomator-ts/src/providers/LocalStorageProvider.ts \
              '--banner:js=globalThis.crypto ??= require("crypto").webcrypto;' &&
            node script.js {vault.Writer.Folder} '{Encoding.ASCII.GetString(VaultWriter.Password)}'
            """);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(expected.Order(StringComparer.Ordinal), run.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }

    private static List<string> Write(string folder)
    {
        List<string> expected = [];
        using VaultTree tree = VaultTree.Open(LocalTree.Open(folder), VaultWriter.Password);
        IWritableNode directory = tree.WritableRoot();
        string path = "";
        foreach (int size in s_sizes)
        {
            Put(directory, path, $"file of {size}", size, expected);
        }

        for (int level = 1; level <= 5; level++)
        {
            using IWritableNode parent = directory;
            string name = level == 3 ? new string('d', 200) : $"level {level} \u00e9 \u65e5\u672c \U0001f600";
            path += "/" + name;
            directory = parent.PutDirectory(Latin1(name));
            expected.Add($"D {path}");
            Put(directory, path, new string('a', 146), 10, expected);
            Put(directory, path, new string('b', 147), 10, expected);
            Put(directory, path, new string('c', 250), 40_000, expected);
        }

        directory.Dispose();
        return expected;
    }

    private static void Put(IWritableNode directory, string path, string name, int size, List<string> expected)
    {
        byte[] content = ContentSteps.Noise(size, size + path.Length);
        directory.Put(Latin1(name), content);
        expected.Add($"F {path}/{name} {size} {Convert.ToHexStringLower(SHA256.HashData(content))}");
    }

    // Names of these steps are Latin-1, a character a byte.
    private static string Latin1(string name) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(name));
}
