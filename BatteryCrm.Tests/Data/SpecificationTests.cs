using BatteryCrm.Data.Setup;
using BatteryCrm.Tests.Support;
using Npgsql;

namespace BatteryCrm.Tests.Data;

/// <summary>The database is the one that the owner specified.</summary>
public sealed class SpecificationTests
{
    [Fact]
    public async Task Migrate_FromZero_GivesEveryFieldKeyCheckDefaultAndIndexOfTheSpecification()
    {
        var connection = await TestServer.NamedAsync(TestServer.NewName());
        await DatabaseSetup.MigrateAsync(connection);
        await using var source = NpgsqlDataSource.Create(connection);

        var comparison = await SpecificationComparison.RunAsync(source);

        var agreed = Specification.Deviations();
        Assert.Equal([], comparison.Deviations.Where(d => !agreed.Contains(d.Key)).Select(d => $"{d.Key}: {d.Value}"));
        Assert.Equal([], agreed.Where(d => !comparison.Deviations.ContainsKey(d)).Select(d => "no longer so, strike it from the list: " + d));
        Assert.Equal((25, 268), (comparison.Tables, comparison.Fields));
        Assert.Equal((9, 53), (comparison.Constraints, comparison.Indexes));
    }

    [Theory]
    [InlineData("clients: phone missing", "alter table clients rename phone to telephone")]
    [InlineData("clients: vk_id type", "alter table clients alter vk_id type varchar(20)")]
    [InlineData("clients: phone null", "alter table clients alter phone set not null")]
    [InlineData("messages_history: message_text null", "alter table messages_history alter message_text drop not null")]
    [InlineData("tenants: max_concurrent_users default", "alter table tenants alter max_concurrent_users set default 201")]
    [InlineData("tenants: inserted_at default", "alter table tenants alter inserted_at set default now()")]
    [InlineData("appeals: routing_history default", "alter table appeals alter routing_history drop default")]
    [InlineData("appeals: brand_id reference", "alter table appeals drop constraint fk_appeals_brands_tenant_id_brand_id")]
    [InlineData("masters: id identity", "alter table masters alter id drop identity")]
    [InlineData("client_merges: merged_client_id unique", "drop index ix_client_merges_merged_client_id")]
    [InlineData("clients: vk_id index", "drop index ix_clients_vk_id")]
    [InlineData("issues: UNIQUE(tenant_id, issue_type_id, name)", "drop index ix_issues_tenant_id_issue_type_id_name")]
    [InlineData("appeal_meta_config: CHECK (group IN ('appeal', 'client', 'device', 'other'))", "alter table appeal_meta_config drop constraint ck_appeal_meta_config_group")]
    [InlineData("appeal_meta_visibility: PRIMARY KEY (config_id, deal_type_id, tenant_id)", "alter table appeal_meta_visibility drop constraint pk_appeal_meta_visibility")]
    [InlineData("operators: index (session_token)", "drop index ix_operators_session_token")]
    public async Task Compare_DatabaseDiffers_SaysSo(string expected, string change)
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync(change);

        var comparison = await SpecificationComparison.RunAsync(database.OwnerSources.App);

        Assert.Contains(expected, comparison.Deviations.Keys);
    }
}
