using BatteryCrm.Tests.Intake;
using BatteryCrm.Tests.Support;

namespace BatteryCrm.Tests.Faults;

/// <summary>The process is killed at the worst moment.</summary>
[Collection(Alone.Name)]
public sealed class KillTests
{
    [Fact]
    public async Task Kill9_InTheMiddleOfABurst_LosesNothingAcknowledgedAndTheRestCanBePostedAgain()
    {
        await using var database = await TestDatabase.CreateAsync();
        var tenant = await database.Given.TenantAsync();
        var channel = await database.Given.ChannelAsync(tenant, credentials: """{"bot_token":"1:x","webhook_secret":"s3cr3t"}""");
        var burst = Enumerable.Range(0, 1500).Select(i => (Text: "m" + i, Update: Updates.Text(i + 1, 100 + i % 150, i / 150 + 1, "m" + i))).ToList();

        await using var web = await WebProcess.StartAsync(database.ConnectionString);
        using (var sender = new Sender(web.Address, channel, "s3cr3t"))
        {
            var posts = burst.ConvertAll(m => sender.TryAsync(m.Update, m.Text));
            while (sender.Acknowledged.Count < 300 && !posts.TrueForAll(p => p.IsCompleted)) await Task.WhenAny(posts.Where(p => !p.IsCompleted));
            await web.KillAsync();
            await Task.WhenAll(posts);

            var stored = await TextsAsync(database);
            Assert.InRange(sender.Acknowledged.Count, 300, burst.Count - 1);
            Assert.Empty(sender.Acknowledged.Except(stored, StringComparer.Ordinal));
            Assert.Equal(stored.Count, stored.Distinct(StringComparer.Ordinal).Count());
        }

        await using var again = await WebProcess.StartAsync(database.ConnectionString);
        using var repeated = new Sender(again.Address, channel, "s3cr3t");
        await Task.WhenAll(burst.Select(m => repeated.DeliverAsync(m.Update, m.Text)));
        var all = await TextsAsync(database);
        Assert.Equal(burst.Select(m => m.Text).Order(StringComparer.Ordinal), all.Order(StringComparer.Ordinal));
        Assert.Equal("150|150", await database.ScalarAsync<string>("select concat_ws('|', (select count(*) from clients), (select count(*) from appeals))"));
    }

    [Fact]
    public async Task SigTerm_InTheMiddleOfABurst_AnswersWhatItTookAndEndsInOrder()
    {
        await using var database = await TestDatabase.CreateAsync();
        var tenant = await database.Given.TenantAsync();
        var channel = await database.Given.ChannelAsync(tenant, credentials: """{"bot_token":"1:x","webhook_secret":"s3cr3t"}""");
        await using var web = await WebProcess.StartAsync(database.ConnectionString);
        using var sender = new Sender(web.Address, channel, "s3cr3t");
        var posts = Enumerable.Range(0, 800).Select(i => sender.TryAsync(Updates.Text(i + 1, 100 + i % 80, i / 80 + 1, "m" + i), "m" + i)).ToList();
        await Task.WhenAny(posts);
        Assert.Equal(0, await web.StopAsync());
        await Task.WhenAll(posts);
        Assert.Equal(sender.Acknowledged.Order(StringComparer.Ordinal), (await TextsAsync(database)).Order(StringComparer.Ordinal));
    }

    private static async Task<List<string>> TextsAsync(TestDatabase database)
    {
        await using var command = database.OwnerSources.App.CreateCommand("select message_text from messages_history");
        await using var reader = await command.ExecuteReaderAsync();
        var texts = new List<string>();
        while (await reader.ReadAsync()) texts.Add(reader.GetString(0));
        return texts;
    }
}
