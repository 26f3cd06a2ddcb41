using BatteryCrm.Data;
using BatteryCrm.Data.Appointments;
using BatteryCrm.Data.Channels;
using BatteryCrm.Data.Clients;
using BatteryCrm.Data.Clients.Merging;

namespace BatteryCrm.Tests.Data.Clients;

/// <summary>Merges of generated people, taken back again: every row of the tenant is as it was.</summary>
public sealed class MergeShapesTests
{
    private const int Shapes = 20;
    private static readonly string[] Platform = [Platforms.Telegram, Platforms.Vk, Platforms.Avito, Platforms.Max, Platforms.WhatsApp];
    // Appointments of one master must not overlap.
    private static int slots;
    private static readonly string[] Names = ["Анна", "Аня", "Анна Кузнецова", "anna", ""];

    [Fact]
    public async Task MergesAndTheirUndo_OfTwentyShapes_LeaveEveryRowAsItWas()
    {
        await using var world = await MergeWorld.CreateAsync();
        var master = await world.Database.Given.AddAsync(new Master { TenantId = world.Tenant, Name = "Олег" }, m => m.Id);
        for (var seed = 1; seed <= Shapes; seed++)
        {
            var random = new Random(seed);
            var people = new List<Guid>();
            for (var i = random.Next(2, 7); i > 0; i--) people.Add(await PersonAsync(world, random, $"{seed}-{i}", master));

            foreach (var one in people)
            {
                foreach (var other in people.Where(p => p != one && ClientPair.Of(one, p).One == one && random.Next(4) == 0))
                    await world.Database.Given.AddAsync(new ClientLink { TenantId = world.Tenant, OneClientId = one, OtherClientId = other, Kind = ClientLink.Family, OperatorId = world.Operator }, l => l.Id);
            }

            var (dumps, merges) = (new Stack<string>(), new Stack<Guid>());
            var roots = people.ToList();
            while (roots.Count > 1 && (merges.Count == 0 || random.Next(5) > 0))
            {
                var (one, other) = (random.Next(roots.Count), random.Next(roots.Count - 1));
                if (other >= one) other++;
                dumps.Push(await world.DumpAsync());
                var choices = MergeFields.Chosen.Where(_ => random.Next(3) == 0).ToDictionary(f => f, _ => random.Next(2) == 0 ? MergeSide.Master : MergeSide.Merged);
                world.Clock.Advance(TimeSpan.FromMinutes(random.Next(1, 600)));
                merges.Push((await world.MergeAsync(roots[one], roots[other], choices)).MergeId ?? throw new InvalidOperationException($"Shape {seed}: a merge was refused."));
                roots.RemoveAt(other);
            }

            Assert.Equal(0, await PrimaryIdentitiesTests.WrongAsync(world.Database));
            while (merges.TryPop(out var merge))
            {
                Assert.True((await world.UndoAsync(merge)).Refusal is null, $"Shape {seed}: an undo was refused.");
                var (expected, actual) = (dumps.Pop().Split('\n'), (await world.DumpAsync()).Split('\n'));
                Assert.True(expected.SequenceEqual(actual), $"Shape {seed}, lines that differ:\n" + string.Join('\n', expected.Except(actual)) + "\nbecame\n" + string.Join('\n', actual.Except(expected)));
                Assert.Equal(0, await PrimaryIdentitiesTests.WrongAsync(world.Database));
            }
        }
    }

    private static async Task<Guid> PersonAsync(MergeWorld world, Random random, string mark, int master)
    {
        var given = world.Database.Given;
        var client = await given.ClientAsync(world.Tenant, Names[random.Next(Names.Length)] is { Length: > 0 } name ? name : null, random.Next(2) == 0 ? null : $"+7917{random.Next(1_000_000, 9_999_999)}");
        string Bool() => random.Next(2) == 0 ? "true" : "false";
        string Text(string prefix) => random.Next(2) == 0 ? "null" : $"'{prefix}{mark}'";
        var isBlocked = random.Next(4) == 0;
        await world.Database.ExecuteAsync($"""
            update clients set email = {Text("a@")}, livesklad_client_id = {Text("L")}, has_phone = {Bool()}, has_yandex = {Bool()}, has_google = {Bool()}, has_instagram = {Bool()}, unsubscribed = {Bool()},
                blocked_at = {(isBlocked ? "now()" : "null")}, blocked_by = {(isBlocked ? $"'{world.Operator}'" : "null")} where id = '{client}'
            """);

        for (var i = random.Next(3); i > 0; i--) await given.AddAsync(new ClientNote { TenantId = world.Tenant, ClientId = client, Body = $"заметка {mark}", OperatorId = world.Operator, DeletedAt = random.Next(4) == 0 ? world.Clock.GetUtcNow() : null }, n => n.Id);
        foreach (var tag in ((string[])["Опт", "опт", "VIP"]).Where(_ => random.Next(3) == 0).DistinctBy(t => t.ToLowerInvariant())) await given.AddAsync(new ClientTag { TenantId = world.Tenant, ClientId = client, Tag = tag }, t => t.Id);

        // Few numbers, so that some have the same.
        foreach (var number in Enumerable.Range(1, 4).Where(_ => random.Next(3) == 0))
            await given.AddAsync(new ClientContact { TenantId = world.Tenant, ClientId = client, Kind = ContactKinds.Phone, Value = $"+7917000000{number}", Typed = $"8917000000{number}", Source = ContactSources.Chat }, c => c.Id);

        var identities = new List<Guid>();
        foreach (var platform in Platform.Where(_ => random.Next(2) == 0))
        {
            for (var i = random.Next(1, 3); i > 0; i--)
            {
                identities.Add(await given.ClientIdentityAsync(world.Tenant, client, $"{mark}-{platform}-{i}", platform));
                await world.Database.ExecuteAsync($"update clients set {platform}_id = '{mark}-{platform}-{i}' where id = '{client}'");
            }

            if (PrimaryIdentities.Columns.Single(c => c.Platform == platform).Flag is { } flag) await world.Database.ExecuteAsync($"update clients set {flag} = true where id = '{client}'");
        }

        for (var i = random.Next(5); i > 0; i--)
        {
            var appeal = await world.AppealAsync(client, identities.Count == 0 ? null : identities[random.Next(identities.Count)], mark);
            if (random.Next(3) == 0)
            {
                var start = new DateTimeOffset(2026, 1, 1, 8, 0, 0, TimeSpan.Zero).AddHours(2 * Interlocked.Increment(ref slots));
                await given.AddAsync(new Appointment { TenantId = world.Tenant, AppealId = appeal, MasterId = master, StartTime = start, EndTime = start.AddHours(1) }, a => a.Id);
            }

            if (!isBlocked && random.Next(3) == 0)
                await world.Database.ExecuteAsync($"update appeal_activity set snoozed_since = waiting_since, waiting_since = null, snoozed_until = now() + interval '1 day', snoozed_by = '{world.Operator}' where appeal_id = '{appeal}'");
            if (isBlocked) await world.Database.ExecuteAsync($"update appeal_activity set is_muted = true, muted_since = waiting_since, waiting_since = null where appeal_id = '{appeal}'");
        }

        return client;
    }
}
