using System.Text;
using BatteryCrm.Data;
using BatteryCrm.Web.Live.Presence;

namespace BatteryCrm.Tests.Live.Presence;

public sealed class PresencePayloadTests
{
    [Fact]
    public void Payload_Read_IsWhatWasWritten()
    {
        var words = new[] { Word(PresenceKind.Viewing), Word(PresenceKind.Typing), Word(PresenceKind.Left) };
        var tenant = Ids.New();
        var text = Assert.Single(PresencePayload.Write(tenant, words));

        Assert.Equal(tenant, PresencePayload.Read(text)!.Tenant);
        Assert.Equal(words, PresencePayload.Read(text)!.Words);
        Assert.True(Encoding.UTF8.GetByteCount(text) < 1_000, text);
    }

    [Fact]
    public void Payloads_OfManyConsoles_AreEachWithinWhatPostgresTakes()
    {
        var payloads = PresencePayload.Write(Ids.New(), Enumerable.Range(0, 500).Select(_ => Word(PresenceKind.Viewing) with { AgoMs = int.MaxValue })).ToList();

        Assert.All(payloads, p => Assert.InRange(Encoding.UTF8.GetByteCount(p), 1, 7_999));
        Assert.Equal(500, payloads.Sum(p => PresencePayload.Read(p)!.Words.Count));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"t":"00000000-0000-7000-8000-000000000001","w":null}""")]
    [InlineData("""{"t":"00000000-0000-7000-8000-000000000001","w":[null]}""")]
    [InlineData("""{"t":"not an id","w":[]}""")]
    [InlineData("""{"t":"00000000-0000-7000-8000-000000000001","w":[{"a":"00000000-0000-7000-8000-000000000001"}]}""")]
    [InlineData("""{"t":"00000000-0000-7000-8000-000000000001","w":[{"a":"00000000-0000-7000-8000-000000000001","o":"00000000-0000-7000-8000-000000000001","s":"00000000-0000-7000-8000-000000000001","k":"dancing","ms":0}]}""")]
    [InlineData("""{"t":"00000000-0000-7000-8000-000000000001","w":[{"a":"00000000-0000-7000-8000-000000000001","o":"00000000-0000-7000-8000-000000000001","s":"00000000-0000-7000-8000-000000000001","k":7,"ms":0}]}""")]
    [InlineData("""{"t":"00000000-0000-7000-8000-000000000001","w":[{"a":"00000000-0000-7000-8000-000000000001","o":"00000000-0000-7000-8000-000000000001","s":"00000000-0000-7000-8000-000000000001","k":"typing","ms":-600000}]}""")]
    [InlineData("""{"t":"00000000-0000-7000-8000-000000000001","w":[{"w":[{"w":[{"w":[]}]}]}]}""")]
    public void Payload_ThatNobodyOfUsWrote_IsNone(string text) => Assert.Null(PresencePayload.Read(text));

    private static PresenceWord Word(PresenceKind kind) => new(Ids.New(), Ids.New(), Ids.New(), kind, 123);
}
