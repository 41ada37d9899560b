using System.Text;
using Fathom.Nfs;
using Xunit;

namespace Fathom.Tests.Nfs.Tree;

public sealed class ListingTrailTests
{
    private const int PageSize = 100;

    [Fact]
    public void A_listing_that_goes_on_accepts_every_name()
    {
        ListingTrail trail = Begin(out _);
        for (int page = 1; page < 50; page++)
        {
            Assert.Equal(PageSize, Accept(trail, page * PageSize, PageSize, page * PageSize));
            Assert.True(trail.TryEndPage((ulong)((page + 1) * PageSize)));
        }
    }

    [Fact]
    public void Cookies_that_lead_back_end_the_listing_and_no_name_comes_twice()
    {
        ListingTrail trail = Begin(out _);
        Assert.Equal(PageSize, Accept(trail, PageSize, PageSize, PageSize));
        Assert.True(trail.TryEndPage(2 * PageSize));

        // The server begins again in the middle of the first page, with the cookies of then.
        int accepted = Accept(trail, PageSize / 2, PageSize, PageSize / 2);

        Assert.Equal(0, accepted);
        Assert.False(trail.TryEndPage(PageSize + (PageSize / 2)));
    }

    [Fact]
    public void Names_that_come_again_under_new_cookies_end_the_listing()
    {
        ListingTrail trail = Begin(out _);
        int accepted = PageSize;
        bool goesOn = true;
        int page;
        for (page = 1; goesOn && page < 1_000; page++)
        {
            accepted += Accept(trail, page % 100 * PageSize, PageSize, page * PageSize);
            goesOn = trail.TryEndPage((ulong)((page + 1) * PageSize));
        }

        Assert.False(goesOn);
        Assert.InRange(accepted, 100 * PageSize, 112 * PageSize);
        Assert.InRange(page, 101, 120);
    }

    [Fact]
    public void Pages_without_a_name_end_the_listing_after_a_few()
    {
        ListingTrail trail = Begin(out _);
        ulong cookie = 1_000;
        int pages = 0;
        while (pages < 1_000 && trail.TryEndPage(++cookie))
        {
            pages++;
        }

        Assert.InRange(pages, 2, 100);
    }

    [Fact]
    public void After_beginning_again_only_names_that_did_not_come_are_accepted()
    {
        ListingTrail trail = Begin(out _);
        Assert.True(trail.TryRestart());

        Assert.Equal(0, Accept(trail, 0, PageSize, 0));
        Assert.True(trail.TryEndPage(PageSize));
        Assert.Equal(PageSize, Accept(trail, PageSize, PageSize, PageSize));
        Assert.True(trail.TryEndPage(2 * PageSize));
    }

    [Fact]
    public void A_listing_begins_again_eight_times_at_most()
    {
        ListingTrail trail = Begin(out _);
        int restarts = 0;
        while (trail.TryRestart())
        {
            restarts++;
            Assert.Equal(0, Accept(trail, 0, PageSize, 0));
            Assert.True(trail.TryEndPage(PageSize));
        }

        Assert.Equal(8, restarts);
    }

    [Fact]
    public void A_name_that_was_moved_while_the_directory_was_listed_does_not_end_it()
    {
        ListingTrail trail = Begin(out _);
        Accept(trail, 0, PageSize - 1, PageSize);
        Accept(trail, PageSize, 1, PageSize);

        Assert.True(trail.TryEndPage(2 * PageSize));
    }

    private static ListingTrail Begin(out EntryBatch first)
    {
        first = new EntryBatch();
        for (int i = 0; i < PageSize; i++)
        {
            first.AddName(Name(i), EntryKind.File, 0);
        }

        ListingTrail trail = new();
        trail.Begin(first);
        Assert.True(trail.TryEndPage(PageSize));
        return trail;
    }

    // As the decoder does: a page that looks wrong is gone through once more.
    private static int Accept(ListingTrail trail, int firstName, int count, int cookie)
    {
        int accepted = AcceptOnce(trail, firstName, count, cookie);
        if (!trail.IsSuspect)
        {
            return accepted;
        }

        trail.TellApart();
        return AcceptOnce(trail, firstName, count, cookie);
    }

    private static int AcceptOnce(ListingTrail trail, int firstName, int count, int cookie)
    {
        int accepted = 0;
        for (int i = 0; i < count; i++)
        {
            accepted += trail.Accept(Name(firstName + i), (ulong)(cookie + i + 1)) ? 1 : 0;
        }

        return accepted;
    }

    private static byte[] Name(int number) => Encoding.ASCII.GetBytes($"file-{number}");
}
