using System.Net;
using BatteryCrm.Data;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Security;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Screens.Operators;
using BatteryCrm.Web.Security;
using Microsoft.Extensions.DependencyInjection;

namespace BatteryCrm.Tests.Screens.Operators;

/// <summary>What an admin may do with the rights of his people, and what nobody may.</summary>
public sealed class OperatorActionsTests(ConsoleNode node) : IClassFixture<ConsoleNode>
{
    private const string Page = "/profile/two-factor";

    private Given Given => node.Database.Given;

    [Fact]
    public async Task Admins_DemotingEachOtherAtOnce_LeaveOne()
    {
        for (var i = 0; i < 5; i++)
        {
            var tenant = await Given.TenantAsync();
            var (a, b) = (await AdminAsync(tenant), await AdminAsync(tenant));

            var outcomes = await Task.WhenAll(DemoteAsync(tenant, a, b), DemoteAsync(tenant, b, a));

            Assert.Equal([OperatorRefusal.None, OperatorRefusal.NotAdmin], outcomes.Order());
            Assert.Equal(1L, await node.Database.ScalarAsync<long>($"select count(*) from operators where tenant_id = '{tenant}' and role = 'admin' and is_active"));
        }
    }

    [Theory]
    [InlineData("true")]
    [InlineData("password_hash is not null")]
    public async Task LastAdmin_IsNeitherDemotedNorSwitchedOff(string others)
    {
        var tenant = await Given.TenantAsync();
        var me = await AdminAsync(tenant);
        // Neither who is switched off nor who has not come yet is one who could give the rights back.
        var other = await AdminAsync(tenant);
        await node.Database.ExecuteAsync(others == "true" ? $"update operators set is_active = false where id = '{other}'" : $"update operators set password_hash = null where id = '{other}'");

        Assert.Equal(OperatorRefusal.LastAdmin, await DemoteAsync(tenant, me, me));
        Assert.Equal(OperatorRefusal.LastAdmin, (await AsAsync(tenant, me, a => a.SwitchOffAsync(me, default))).Refusal);

        await node.Database.ExecuteAsync($"update operators set is_active = true, password_hash = 'x' where id = '{other}'");
        Assert.Equal(OperatorRefusal.None, (await AsAsync(tenant, me, a => a.SwitchOffAsync(me, default))).Refusal);
    }

    [Theory]
    [InlineData(Roles.Operator)]
    [InlineData(Roles.Manager)]
    public async Task Actions_OfWhoIsNoAdmin_AreAllRefused(string role)
    {
        var tenant = await Given.TenantAsync();
        var (me, other) = (await Given.OperatorAsync(tenant, role), await Given.OperatorAsync(tenant));
        await AdminAsync(tenant);
        // The claim alone is not believed either: it may be a moment old.
        foreach (var claimed in (string[])[role, Roles.Admin])
        {
            var refusals = await AllAsync(tenant, me, claimed, other);
            Assert.All(refusals, r => Assert.Equal(OperatorRefusal.NotAdmin, r));
        }
    }

    [Fact]
    public async Task Actions_OnSomebodyOfAnotherTenant_FindNobody()
    {
        var (mine, theirs) = (await Given.TenantAsync(), await Given.TenantAsync());
        var (me, other) = (await AdminAsync(mine), await Given.OperatorAsync(theirs, email: NewEmail()));
        var place = await Given.AddAsync(new BatteryCrm.Data.Tenants.Location { TenantId = theirs, Name = "Чужая" }, l => l.Id);

        var refusals = await AllAsync(mine, me, Roles.Admin, other);
        var elsewhere = await AsAsync(mine, me, a => a.InviteAsync(new OperatorFields("Имя", NewEmail(), Roles.Operator, place), default));

        Assert.All(refusals.SkipLast(1), r => Assert.Equal(OperatorRefusal.Unknown, r));
        Assert.Equal(OperatorRefusal.LocationUnknown, elsewhere.Refusal);
        Assert.True(await node.Database.ScalarAsync<bool>($"select is_active from operators where id = '{other}'"));
    }

    [Fact]
    public async Task SwitchedOff_HisSessionsEndAndWhatHeHoldsIsFree()
    {
        var tenant = await Given.TenantAsync();
        var (me, email) = (await AdminAsync(tenant), NewEmail());
        var other = await Given.OperatorAsync(tenant, email: email, name: "Ирина");
        var appeal = await Given.AppealAsync(tenant, holderId: other);
        await Given.AppealAsync(tenant, holderId: other);
        var mine = await Given.AppealAsync(tenant, holderId: me);
        using var browser = await node.SignedInAsync(email);
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watch = node.Services.GetRequiredService<OperatorChanges>().Watch(tenant, other, () => { told.TrySetResult(); return Task.CompletedTask; });

        Assert.Equal(2, await QueriesAsync(tenant, me, q => q.HeldAsync(other, default)));
        var outcome = await AsAsync(tenant, me, a => a.SwitchOffAsync(other, default));

        await told.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal((OperatorRefusal.None, 2), (outcome.Refusal, outcome.Freed));
        using var refused = await browser.OpenAsync(Page);
        using var again = await node.NewBrowser().SignInAsync(email, Given.Password);
        Assert.Equal((HttpStatusCode.Redirect, HttpStatusCode.Unauthorized), (refused.StatusCode, again.StatusCode));
        Assert.Equal(0L, await node.Database.ScalarAsync<long>($"select count(*) from appeal_activity where holder_id = '{other}'"));
        Assert.Equal(me, await node.Database.ScalarAsync<Guid>($"select holder_id from appeal_activity where appeal_id = '{mine}'"));
        Assert.Equal("switched_off Ирина", await node.Database.ScalarAsync<string>($"select details ->> 'why' || ' ' || (details ->> 'name') from operator_actions where context_appeal_id = '{appeal}' and action_type = 'release_appeal'"));
        Assert.Equal(2L, await node.Database.ScalarAsync<long>($"select count(distinct appeal_id) from live_events where tenant_id = '{tenant}' and kind = 'appeal_changed' and appeal_id <> '{mine}'"));

        Assert.Equal(OperatorRefusal.Inactive, (await AsAsync(tenant, me, a => a.LinkAsync(other, default))).Refusal);
        await AsAsync(tenant, me, a => a.SwitchOnAsync(other, default));
        using var on = await node.SignedInAsync(email);
    }

    [Fact]
    public async Task Save_WritesWhatDiffers_AndRefusesWhatSomebodyElseChanged()
    {
        var tenant = await Given.TenantAsync();
        var (me, email, next) = (await AdminAsync(tenant), NewEmail(), NewEmail());
        var other = await Given.OperatorAsync(tenant, email: email, name: "Ирина");
        var before = new OperatorFields("Ирина", email, Roles.Operator, null);

        Assert.Equal(OperatorRefusal.None, await SaveAsync(before, before with { Email = next }));
        Assert.Equal(OperatorRefusal.Changed, await SaveAsync(before, before with { Email = NewEmail() }));
        Assert.Equal(OperatorRefusal.None, await SaveAsync(before, before with { Name = "Ирина П." }));

        using var browser = await node.SignedInAsync(next);
        Assert.Equal("Ирина П.", await node.Database.ScalarAsync<string>($"select name from operators where id = '{other}' and email = '{next}'"));
        Assert.Equal(me, await node.Database.ScalarAsync<Guid>($"select distinct operator_id from settings_versions where subject = 'operators' and subject_id = '{other}' and before is not null and before ? 'name'"));

        Task<OperatorRefusal> SaveAsync(OperatorFields from, OperatorFields to) => RefusalAsync(AsAsync(tenant, me, a => a.SaveAsync(other, from, to, default)));
    }

    [Fact]
    public async Task Role_Changed_EndsTheSessionsThatCarryTheOldOne()
    {
        var tenant = await Given.TenantAsync();
        var (me, email) = (await AdminAsync(tenant), NewEmail());
        var other = await Given.OperatorAsync(tenant, Roles.Manager, email, "Ирина");
        using var browser = await node.SignedInAsync(email);

        var before = new OperatorFields("Ирина", email, Roles.Manager, null);
        await AsAsync(tenant, me, a => a.SaveAsync(other, before, before with { Role = Roles.Operator }, default));

        using var refused = await browser.OpenAsync(Page);
        Assert.Equal(HttpStatusCode.Redirect, refused.StatusCode);
    }

    [Fact]
    public async Task Save_ThatIsRefused_EndsNobodysSession()
    {
        var tenant = await Given.TenantAsync();
        var (me, email, taken) = (await AdminAsync(tenant), NewEmail(), NewEmail());
        var other = await Given.OperatorAsync(tenant, Roles.Manager, email, "Ирина");
        await Given.OperatorAsync(tenant, email: taken);
        using var browser = await node.SignedInAsync(email);
        var before = new OperatorFields("Ирина", email, Roles.Manager, null);

        Assert.Equal(OperatorRefusal.EmailTaken, (await AsAsync(tenant, me, a => a.SaveAsync(other, before, before with { Role = Roles.Operator, Email = taken }, default))).Refusal);

        using var own = await browser.OpenAsync(Page);
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
    }

    [Theory]
    [InlineData("", "a@demo.test", Roles.Operator, OperatorRefusal.NameMissing)]
    [InlineData("Имя", "не адрес", Roles.Operator, OperatorRefusal.EmailInvalid)]
    [InlineData("Имя", "a@demo.test", Roles.Platform, OperatorRefusal.RoleUnknown)]
    [InlineData("Имя", "taken@demo.test", Roles.Operator, OperatorRefusal.EmailTaken)]
    [InlineData("Имя", "TAKEN-here@demo.test", Roles.Operator, OperatorRefusal.EmailTaken)]
    public async Task Invite_WhatCannotBe_IsRefused(string name, string email, string role, OperatorRefusal expected)
    {
        var tenant = await Given.TenantAsync();
        var me = await AdminAsync(tenant);
        await node.Database.ExecuteAsync("delete from operators where normalized_email like 'TAKEN%'");
        await Given.OperatorAsync(await Given.TenantAsync(), email: "taken@demo.test");
        await Given.OperatorAsync(tenant, email: "taken-here@demo.test");

        Assert.Equal(expected, (await AsAsync(tenant, me, a => a.InviteAsync(new OperatorFields(name, email, role, null), default))).Refusal);
    }

    [Fact]
    public async Task SecondFactor_Reset_IsOffWithItsKey()
    {
        var tenant = await Given.TenantAsync();
        var (me, other) = (await AdminAsync(tenant), await Given.OperatorAsync(tenant, email: NewEmail()));
        await node.Database.ExecuteAsync($"update operators set two_factor_enabled = true where id = '{other}'; insert into operator_tokens (user_id, login_provider, name, value) values ('{other}', '[AspNetUserStore]', 'AuthenticatorKey', 'x')");

        await AsAsync(tenant, me, a => a.ResetSecondFactorAsync(other, default));

        Assert.False(await node.Database.ScalarAsync<bool>($"select two_factor_enabled from operators where id = '{other}'"));
        Assert.Equal(0L, await node.Database.ScalarAsync<long>($"select count(*) from operator_tokens where user_id = '{other}'"));
    }

    private static string NewEmail() => $"{Ids.New():N}@demo.test";

    private static async Task<OperatorRefusal> RefusalAsync(Task<OperatorOutcome> deed) => (await deed).Refusal;

    private Task<Guid> AdminAsync(Guid tenant) => Given.OperatorAsync(tenant, Roles.Admin, NewEmail(), "Админ");

    private async Task<OperatorRefusal> DemoteAsync(Guid tenant, Guid who, Guid whom)
    {
        var email = await node.Database.ScalarAsync<string>($"select email from operators where id = '{whom}'");
        var before = new OperatorFields("Админ", email!, Roles.Admin, null);
        return (await AsAsync(tenant, who, a => a.SaveAsync(whom, before, before with { Role = Roles.Manager }, default))).Refusal;
    }

    private async Task<List<OperatorRefusal>> AllAsync(Guid tenant, Guid me, string role, Guid other)
    {
        var fields = new OperatorFields("Имя", NewEmail(), Roles.Admin, null);
        Func<OperatorActions, Task<OperatorOutcome>>[] deeds =
        [
            a => a.SaveAsync(other, fields, fields, default), a => a.SwitchOffAsync(other, default), a => a.SwitchOnAsync(other, default), a => a.LinkAsync(other, default),
            a => a.ResetSecondFactorAsync(other, default), a => a.InviteAsync(fields, default),
        ];
        var refusals = new List<OperatorRefusal>();
        foreach (var deed in deeds) refusals.Add((await AsAsync(tenant, me, deed, role)).Refusal);
        return refusals;
    }

    private async Task<OperatorOutcome> AsAsync(Guid tenant, Guid me, Func<OperatorActions, Task<OperatorOutcome>> deed, string role = Roles.Admin)
    {
        await using var scope = node.As(tenant, me, role);
        return await deed(scope.ServiceProvider.GetRequiredService<OperatorActions>());
    }

    private async Task<T> QueriesAsync<T>(Guid tenant, Guid me, Func<OperatorsQueries, Task<T>> read)
    {
        await using var scope = node.As(tenant, me, Roles.Admin);
        return await read(scope.ServiceProvider.GetRequiredService<OperatorsQueries>());
    }
}
