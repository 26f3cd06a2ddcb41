using BatteryCrm.Data.Clients.Duplicates;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Intake.Duplicates;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Tests.Intake;

/// <summary>What comes in by the webhooks puts people into the queue of those to be looked at, and nobody without need.</summary>
public sealed class DuplicateIntakeTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private IntakeNode node = null!;

    // The node's own search is taken away: the test searches itself.
    public async Task InitializeAsync() => node = await IntakeNode.StartAsync(database, also: s => s.Remove(s.Single(d => d.ImplementationType == typeof(DuplicateWorker))));

    public async Task DisposeAsync() => await node.DisposeAsync();

    [Fact]
    public async Task Message_OfSomebodyKnown_AsksForNobody_UnlessANumberMayStandInIt()
    {
        await node.PostAsync(Updates.Text(1, 11, 1, "сколько за экран"));
        await SearchAsync();
        await node.PostAsync(Updates.Text(2, 11, 2, "заказ 123456789, экран"));
        Assert.Equal(0L, await AskedAsync());

        await node.PostAsync(Updates.Text(3, 11, 3, "мой номер 89171234567"));
        Assert.Equal(1L, await AskedAsync());
        await SearchAsync();
        await node.PostAsync(Updates.Edit(4, 11, 2, "мой номер 8 917 123-45-68"));
        Assert.Equal(1L, await AskedAsync());
        await SearchAsync();
        Assert.Equal(2L, await database.ScalarAsync<long>("select count(*) from client_contacts k join clients c on c.id = k.client_id where c.telegram_id = '11'"));
    }

    [Fact]
    public async Task NumberByFormInAConversationAndOnACardOfSomebodyElse_MeetInOneClient()
    {
        await node.PostFormAsync(new { form_key = IntakeNode.FormKey, submission_id = "s1", name = "Ирина", phone = "8 (927) 000-11-22", message = "перезвоните" });
        await node.PostAsync(Updates.Text(21, 21, 1, "я оставляла заявку, +7 927 000 11 22"));
        await node.PostAsync(Updates.Contact(22, 22, 1, "+79270001122", owner: 22));
        await node.PostAsync(Updates.Contact(23, 23, 1, "89270001122", owner: 99));
        await SearchAsync();

        await using var db = database.Db(node.Tenant);
        var kinds = (await db.DuplicateCandidates.Where(d => d.Strength == Strengths.Strong).Select(d => d.Evidence).ToListAsync()).Select(e => Evidence.Read(e)).Where(e => e.Any(x => x.Value == "+79270001122")).Select(e => e[0].Kind);
        Assert.Equal([EvidenceKinds.Chat, EvidenceKinds.Chat, EvidenceKinds.Chat, EvidenceKinds.Chat, EvidenceKinds.Phone], kinds.Order());
    }

    private Task<long> AskedAsync() => database.ScalarAsync<long>("select count(*) from duplicate_checks");

    private async Task SearchAsync()
    {
        while (await new DuplicateRound(database.Sources, TimeProvider.System).RunAsync(default) > 0)
        {
        }
    }
}
