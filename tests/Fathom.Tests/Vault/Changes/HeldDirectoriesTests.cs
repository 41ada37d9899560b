using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Vault.Changes;

public sealed class HeldDirectoriesTests
{
    private readonly HeldDirectories _held = new();

    [Fact]
    public void A_directory_is_below_all_that_it_was_found_in()
    {
        HeldDirectory root = _held.Hold(DirectoryId.Root, null);
        HeldDirectory a = _held.Hold(Id("a"), root);
        HeldDirectory b = _held.Hold(Id("b"), a);
        _held.Release(a);

        Assert.True(_held.IsAtOrBelow(b, Id("a")));
        Assert.True(_held.IsAtOrBelow(b, Id("b")));
        Assert.True(_held.IsAtOrBelow(b, DirectoryId.Root));
        Assert.False(_held.IsAtOrBelow(root, Id("a")));
    }

    [Fact]
    public void A_move_changes_where_it_and_all_below_it_are()
    {
        HeldDirectory root = _held.Hold(DirectoryId.Root, null);
        HeldDirectory a = _held.Hold(Id("a"), root);
        HeldDirectory b = _held.Hold(Id("b"), a);
        HeldDirectory c = _held.Hold(Id("c"), root);

        _held.Move(Id("b"), c);

        Assert.True(_held.IsAtOrBelow(b, Id("c")));
        Assert.False(_held.IsAtOrBelow(b, Id("a")));
    }

    [Fact]
    public void What_nobody_holds_any_more_is_forgotten()
    {
        HeldDirectory root = _held.Hold(DirectoryId.Root, null);
        HeldDirectory a = _held.Hold(Id("a"), root);
        HeldDirectory b = _held.Hold(Id("b"), a);
        _held.Release(a);
        Assert.Equal(3, _held.Count);

        _held.Release(b);
        Assert.Equal(1, _held.Count);
        _held.Release(root);
        Assert.Equal(0, _held.Count);
    }

    [Fact]
    public void A_directory_that_is_found_below_itself_makes_no_circle()
    {
        HeldDirectory root = _held.Hold(DirectoryId.Root, null);
        HeldDirectory a = _held.Hold(Id("a"), root);
        HeldDirectory b = _held.Hold(Id("b"), a);

        HeldDirectory again = _held.Hold(Id("a"), b);

        Assert.Same(a, again);
        Assert.Same(root, a.Parent);
    }

    private static DirectoryId Id(string text) => new(System.Text.Encoding.ASCII.GetBytes(text));
}
