namespace BatteryCrm.Tests.Data.Isolation;

/// <summary>The probe itself: each wall is taken away once, and the probe must find the hole.</summary>
public sealed class WallsTests
{
    // Searches that forget whose rows they are: with any tenant set, and with none.
    private const string AllPhones = """
        create or replace function find_clients_by_phone(number text, most int)
            returns table (client_id uuid, client_name text, found_as text, phone text, appeal_id uuid, stage text, at timestamptz)
            language sql security definer set search_path = public, pg_temp as $$
            select id, name, name, phone, null::uuid, null::text, created_at from clients where phone is not null and nullif(current_setting('app.tenant_id', true), '') is not null $$
        """;

    private const string AllMessages = """
        create or replace function find_messages(words text, most int)
            returns table (message_id uuid, appeal_id uuid, client_id uuid, client_name text, message_type text, operator_name text, headline text, platform text, at timestamptz)
            language sql security definer set search_path = public, pg_temp as $$
            select id, appeal_id, appeal_id, null::text, message_type, null::text, message_text, null::text, created_at from messages_history
            where tenant_id = coalesce(nullif(current_setting('app.tenant_id', true), '')::uuid, tenant_id) $$
        """;

    [Theory]
    [InlineData("alter table clients disable row level security", "clients: select with the wrong tenant: Done")]
    [InlineData("create policy all_rows on brands to batterycrm_app using (true) with check (true)", "brands: insert with the wrong tenant: Done")]
    [InlineData("drop policy tenant_rows on channels; create policy tenant_rows on channels to batterycrm_app using (tenant_id = current_setting('app.tenant_id')::uuid) with check (true)", "channels: insert with the wrong tenant: Done")]
    [InlineData("alter table appeals drop constraint fk_appeals_clients_tenant_id_client_id; alter table appeals add foreign key (client_id) references clients (id)", "appeals: update pointing by client_id with the wrong tenant: Done")]
    [InlineData("alter table messages_history drop constraint fk_messages_history_tenant_operator", "messages_history: insert pointing by operator_id with the wrong tenant: Done")]
    [InlineData("drop policy shared_rows on knowledge_base; create policy shared_rows on knowledge_base to batterycrm_app using (tenant_id is null)", "knowledge_base: sharing with the wrong tenant: Done")]
    public async Task Sql_WallTakenAway_IsFound(string change, string breach)
    {
        var tenants = new TwoTenants();
        await tenants.InitializeAsync();
        await tenants.Database.ExecuteAsync(change);

        var (breaches, _) = await SqlProbe.RunAsync(tenants, breach.Split(':')[0]);

        await tenants.DisposeAsync();
        Assert.Contains(breach, breaches);
    }

    [Theory]
    [InlineData("create table new_table (id int primary key, tenant_id uuid not null)", "has no row of new_table")]
    [InlineData("create table new_table (id int primary key)", "new_table has no tenant_id")]
    public async Task Sql_NewTable_IsNotForgotten(string change, string message)
    {
        var tenants = new TwoTenants();
        await tenants.InitializeAsync();
        await tenants.Database.ExecuteAsync(change + "; grant select on new_table to batterycrm_app");

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => SqlProbe.RunAsync(tenants, "new_table"));

        await tenants.DisposeAsync();
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ef_RowLevelSecurityTakenAway_IsFound()
    {
        var tenants = new TwoTenants();
        await tenants.InitializeAsync();
        await tenants.Database.ExecuteAsync("alter table messages_history disable row level security");

        var (breaches, _) = await EfProbe.RunAsync(tenants);

        await tenants.DisposeAsync();
        Assert.Contains("Message: 2 rows of the other tenant are read through row-level security", breaches);
        Assert.Contains("Message: changing another tenant's row: Done", breaches);
    }

    [Theory]
    [InlineData("create function peek() returns setof clients language sql security definer set search_path = public, pg_temp as 'select * from clients'; revoke execute on function peek() from public", "peek: no probe knows it; add a statement to DefinerProbe")]
    [InlineData("grant execute on function tell_live() to public", "tell_live: everybody may execute it (REVOKE EXECUTE … FROM PUBLIC)")]
    [InlineData("alter function tenant_of_operator(uuid) reset search_path", "tenant_of_operator: its search_path is not fixed ()")]
    [InlineData(AllPhones, "find_clients_by_phone: gives 2 rows of another tenant")]
    [InlineData(AllMessages, "find_messages: gives 4 rows without a tenant")]
    public async Task DefinerFunctions_CarelessOne_IsFound(string change, string breach)
    {
        var tenants = new TwoTenants();
        await tenants.InitializeAsync();
        await tenants.Database.ExecuteAsync(change);

        var breaches = await DefinerProbe.RunAsync(tenants);

        await tenants.DisposeAsync();
        Assert.Contains(breach, breaches);
    }
}
