using BatteryCrm.Data;
using BatteryCrm.Data.Channels;
using BatteryCrm.Data.Clients;
using BatteryCrm.Data.Clients.Duplicates;
using BatteryCrm.Tests.Data.Clients;
using BatteryCrm.Tests.Data.Clients.Duplicates;
using BatteryCrm.Web;
using BatteryCrm.Web.Intake;
using BatteryCrm.Web.Intake.Duplicates;
using Microsoft.EntityFrameworkCore;
using Xunit.Abstractions;

namespace BatteryCrm.Tests.Intake;

/// <summary>How well duplicates are found among 300 people of whom the truth is known.</summary>
public sealed class DuplicateTruthTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Duplicates_OfThreeHundredPeople_AreFoundAndTrue()
    {
        await using var world = await MergeWorld.CreateAsync();
        var people = GeneratedPeople.All();
        var ids = new List<Guid>();
        var round = new DuplicateRound(world.Database.Sources, world.Clock);
        foreach (var one in people)
        {
            ids.Add(await ComeAsync(world, one, ids.Count));

            // As they come, so that each is found by what is new of him alone.
            while (await round.RunAsync(default) > 0)
            {
            }
        }

        var found = await FoundAsync(world);
        var truth = new Dictionary<ClientPair, (GeneratedClient One, GeneratedClient Other)>();
        for (var i = 0; i < people.Count; i++)
            for (var j = i + 1; j < people.Count; j++)
                if (people[i].Person == people[j].Person && people[i].SharesContact(people[j])) truth[ClientPair.Of(ids[i], ids[j])] = (people[i], people[j]);
        var person = ids.Zip(people).ToDictionary(p => p.First, p => p.Second);
        bool IsTrue(ClientPair pair) => person[pair.One].Person == person[pair.Other].Person;
        string Named(ClientPair p) => $"{person[p.One].Name} / {person[p.Other].Name}";

        var strong = found.Where(f => f.Value == Strengths.Strong).Select(f => f.Key).ToList();
        var precision = (double)strong.Count(IsTrue) / strong.Count;
        var recall = (double)truth.Keys.Count(found.ContainsKey) / truth.Count;
        var strongRecall = (double)truth.Keys.Count(strong.Contains) / truth.Count;
        var report = FormattableString.Invariant($"precision of strong {precision:0.000} ({strong.Count} pairs), recall {recall:0.000} ({truth.Count} pairs), of it strong {strongRecall:0.000}");
        output.WriteLine(report);
        Console.WriteLine(report);
        output.WriteLine("Strong and wrong: " + string.Join("; ", strong.Where(p => !IsTrue(p)).Select(Named)));
        output.WriteLine("True and weak: " + string.Join("; ", truth.Keys.Where(p => found.GetValueOrDefault(p) == Strengths.Weak).Select(Named)));
        output.WriteLine("Not found: " + string.Join("; ", truth.Keys.Where(p => !found.ContainsKey(p)).Select(p => Named(p) + $" ({person[p.One].Phone} {person[p.One].ChatText} / {person[p.Other].Phone} {person[p.Other].ChatText})")));
        Assert.True(precision >= 0.98, report);
        Assert.True(recall >= 0.95, report);
        Assert.True(strongRecall >= 0.9, report);
    }

    // As intake writes them: a number normalised where it can be, a name and a username from the platform, a question in an appeal.
    private static async Task<Guid> ComeAsync(MergeWorld world, GeneratedClient one, int number)
    {
        var given = world.Database.Given;
        var client = await given.AddAsync(
            new Client { TenantId = world.Tenant, Name = one.Name, Phone = one.Phone is null ? null : Phones.Normalize(one.Phone) ?? one.Phone, Email = one.Email }, c => c.Id);
        await given.AddAsync(new ClientIdentity { TenantId = world.Tenant, ClientId = client, Platform = one.Platform, ExternalId = $"g{number}", Username = one.Username }, i => i.Id);
        if (one.ChatText is not { } text) return client;
        var message = await given.MessageAsync(world.Tenant, await given.AppealAsync(world.Tenant, client, world.Channel), text);
        Assert.True(Phones.MayBeIn(text));
        await world.Database.ExecuteAsync($"insert into duplicate_checks (tenant_id, message_id) values ('{world.Tenant}', '{message}')");
        return client;
    }

    private static async Task<Dictionary<ClientPair, string>> FoundAsync(MergeWorld world)
    {
        await using var db = world.Database.Db(world.Tenant);
        return await db.DuplicateCandidates.ToDictionaryAsync(c => new ClientPair(c.OneClientId, c.OtherClientId), c => c.Strength);
    }
}
