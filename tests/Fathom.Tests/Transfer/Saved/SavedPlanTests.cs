using System.Runtime.Versioning;
using System.Text;
using Fathom.Local;
using Fathom.Tests.Support;
using Fathom.Tests.Transfer.Run;
using Fathom.Transfer;
using Xunit;

namespace Fathom.Tests.Transfer.Saved;

[SupportedOSPlatform("linux")]
public sealed class SavedPlanTests : IDisposable
{
    private static readonly TransferOptions s_options = TransferOptions.Archive with { Delete = DeleteTime.During, HardLinks = true };

    private readonly TempFolder _folder = new();

    public SavedPlanTests()
    {
        _folder.Write("source/a", "new");
        _folder.Write("source/b", "changed");
        _folder.Write("source/d/e", "below");
        _folder.Write("target/b", "old");
        _folder.Write("target/gone/x", "extra");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_plan_that_nothing_happened_to_is_carried_out_whole()
    {
        byte[] plan = Plan();

        QuietObserver observer = Sync(plan);

        Assert.Empty(observer.Errors);
        Assert.Equal("", Shell.Run("diff", "-r", _folder.At("source"), _folder.At("target")).Text);
    }

    [Fact]
    public void A_step_whose_source_has_changed_is_refused_and_the_others_are_carried_out()
    {
        byte[] plan = Plan();
        _folder.Write("source/a", "changed since");

        QuietObserver observer = Sync(plan);

        Assert.Equal(["CheckPlan target a ESTALE", "CheckPlan target a ENOENT"], observer.Errors);
        Assert.False(File.Exists(_folder.At("target/a")));
        Assert.Equal("changed", File.ReadAllText(_folder.At("target/b")));
        Assert.False(Directory.Exists(_folder.At("target/gone")));
    }

    [Fact]
    public void What_changed_in_the_target_is_neither_replaced_nor_removed()
    {
        byte[] plan = Plan();
        _folder.Write("target/b", "somebody's work");
        _folder.Write("target/gone/x", "and more of it");

        Sync(plan);

        Assert.Equal("somebody's work", File.ReadAllText(_folder.At("target/b")));
        Assert.Equal("and more of it", File.ReadAllText(_folder.At("target/gone/x")));
        Assert.Equal("new", File.ReadAllText(_folder.At("target/a")));
    }

    [Fact]
    public void What_came_after_the_plan_is_not_taken()
    {
        byte[] plan = Plan();
        _folder.Write("source/late", "late");
        _folder.Write("target/late-extra", "late");

        QuietObserver observer = Sync(plan);

        Assert.Equal(["CheckPlan target late ESTALE", "CheckPlan target late-extra ESTALE"], observer.Errors.Order());
        Assert.False(File.Exists(_folder.At("target/late")));
        Assert.True(File.Exists(_folder.At("target/late-extra")));
    }

    [Fact]
    public void A_forged_plan_makes_no_step()
    {
        _folder.Write("target/d/e", "kept");
        string text = Encoding.UTF8.GetString(Plan());
        string forged = text.Replace("{\"end\":", "{\"key\":{\"path\":\"../source/a\",\"target\":{\"kind\":8,\"inode\":1}},\"do\":\"delete\"}\n{\"end\":", StringComparison.Ordinal);
        int steps = text.Split('\n').Count(static line => line.StartsWith("{\"key\"", StringComparison.Ordinal));
        forged = forged.Replace($"\"steps\":{steps}", $"\"steps\":{steps + 1}", StringComparison.Ordinal);

        QuietObserver observer = Sync(Encoding.UTF8.GetBytes(forged));

        Assert.Equal(["CheckPlan target ../source/a ENOENT"], observer.Errors);
        Assert.Equal("new", File.ReadAllText(_folder.At("source/a")));
    }

    [Fact]
    public void A_plan_that_is_cut_anywhere_is_refused()
    {
        byte[] plan = Plan();
        for (int length = 0; length < plan.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => SavedPlan.Read(new MemoryStream(plan, 0, length)));
        }
    }

    [Fact]
    public void A_damaged_plan_is_refused_or_read_and_never_ends_the_program()
    {
        byte[] plan = Plan();
        Random random = new(7);
        for (int i = 0; i < 2000; i++)
        {
            byte[] damaged = [.. plan];
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            try
            {
                SavedPlan.Read(new MemoryStream(damaged));
            }
            catch (InvalidDataException)
            {
                // As it should be.
            }
        }
    }

    [Fact]
    public void The_command_line_comes_back_byte_for_byte()
    {
        using MemoryStream file = new();
        byte[][] arguments = [[0xE9, (byte)'x'], "--delete"u8.ToArray(), []];
        using (PlanWriter writer = new(file, [0xFF], arguments))
        {
            writer.Complete();
        }

        file.Position = 0;
        SavedPlan plan = SavedPlan.Read(file);

        Assert.Equal([0xFF], plan.Header.Directory);
        Assert.Equal(arguments, plan.Header.Arguments);
        file.Position = 0;
        Assert.Equal(arguments, PlanHeader.Read(file).Arguments);
    }

    private byte[] Plan()
    {
        using MemoryStream file = new();
        using (PlanWriter writer = new(file, [], []))
        {
            Run(new QuietObserver(), run => run.Plan(writer, default));
            writer.Complete();
        }

        return file.ToArray();
    }

    private QuietObserver Sync(byte[] plan)
    {
        QuietObserver observer = new();
        Run(observer, run => run.Sync(SavedPlan.Read(new MemoryStream(plan)), default));
        return observer;
    }

    private void Run(QuietObserver observer, Action<TransferRun> act)
    {
        using LocalTree source = LocalTree.Open(Encoding.UTF8.GetBytes(_folder.At("source")));
        using LocalTree target = LocalTree.Open(Encoding.UTF8.GetBytes(_folder.At("target")));
        act(new TransferRun(new TransferRequest { Source = source, Target = target, Options = s_options }, observer));
    }
}
