namespace BatteryCrm.Tests.Data.Plans;

/// <summary>The searches use their indexes as the app's role calls them, past row-level security, over 30,000 clients and 150,000 messages of five tenants.</summary>
public sealed class SearchPlansTests(SearchedDatabase searched) : IClassFixture<SearchedDatabase>
{
    private static readonly string[] BigTables = ["appeals", "appeal_activity", "clients", "messages_history"];

    [Theory]
    [InlineData("дисплея", 20, "")] // common: the newest messages are walked, and no more
    [InlineData("карбюраторы", 3, "ix_messages_history_search")] // rare: the words' own index as well
    [InlineData("карбюратор сообщение", 3, "ix_messages_history_search")]
    [InlineData("карбюратор сообщ", 3, "ix_messages_history_search")] // a common word begun
    [InlineData("сообщение карбюр", 3, "ix_messages_history_search")]
    [InlineData("синхрофазотрон", 0, "ix_messages_history_search")] // nowhere
    [InlineData("номер4321", 1, "ix_messages_history_search")]
    [InlineData("-дисплей", 20, "")]
    [InlineData("-сообщение", 0, "")] // no index leads to what is not said
    public async Task Messages_CommonAndRareWords_EachWalkTheirIndex(string words, int rows, string index)
    {
        var plans = await AssertAsync($"select * from find_messages('{words}', 20)", rows, "ix_messages_history_tenant_recent", index);
        Assert.Equal(index.Length > 0, plans.Contains("ix_messages_history_search", StringComparison.Ordinal));
        // The words are this tenant's: those of others, common as they may be, are not gathered.
        if (index.Length > 0) Assert.Matches($"Index Cond: .*tsv @@ '''{searched.Tenant.ToString()[^4..]}", plans);
    }

    [Theory]
    [InlineData("анна", 20)] // an eighth of all
    [InlineData("анна котова", 20)]
    [InlineData("c4ca4", 1)] // one
    [InlineData("Арна Котава", 20)] // slips
    [InlineData("синхрофазотрон", 0)]
    public async Task ClientsByName_PartsAndSlips_UseTheTrigrams(string words, int rows)
    {
        // The index begins with the tenant; by that alone it would be of no help.
        var plans = await AssertAsync($"select * from find_clients_by_name('{words}', 20)", rows, "ix_clients_name_search");
        Assert.Matches(@"Index Cond: .*translate\(lower\(name\)", plans);
    }

    [Theory]
    [InlineData("8 917 000-79-19", 1)]
    [InlineData("7919", 1)]
    [InlineData("0000000", 0)]
    public Task ClientsByPhone_WholeOrItsEnd_UseTheDigits(string number, int rows) => AssertAsync($"select * from find_clients_by_phone('{number}', 20)", rows, "ix_clients_phone_digits");

    [Theory]
    [InlineData("A-3000", 1)]
    [InlineData("000", 2)]
    public Task AppealsByOrder_NumberOrItsEnd_UseTheNumber(string number, int rows) => AssertAsync($"select * from find_appeals_by_order('{number}', 20)", rows, "ix_appeals_order_number");

    [Theory]
    [InlineData("iphone 43", 20, "ix_appeals_tenant_model")] // one model of a hundred
    [InlineData("apple", 20, "ix_appeals_tenant_recent")] // every other appeal
    public Task AppealsByDevice_RareAndCommon_EachWalkTheirIndex(string words, int rows, string index) => AssertAsync($"select * from find_appeals_by_device('{words}', 20)", rows, index);

    private async Task<string> AssertAsync(string call, int rows, params string[] indexes)
    {
        var (given, plans) = await searched.PlansAsync(call);

        Assert.Equal(rows, given);
        Assert.NotEmpty(plans);
        var all = string.Join("\n\n", plans);
        foreach (var table in BigTables)
            Assert.False(all.Split('\n').Any(line => line.Contains($"Seq Scan on {table} ", StringComparison.Ordinal)), $"{table} is read from end to end:\n{all}");
        Assert.All(indexes, index => Assert.True(all.Contains(index, StringComparison.Ordinal), $"{index} is not used:\n{all}"));
        return all;
    }
}
