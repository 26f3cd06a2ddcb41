using System.Text;
using BatteryCrm.Data;
using BatteryCrm.Data.Channels;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Screens.Reports;
using BatteryCrm.Web.Security;
using Bunit;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.DependencyInjection;

namespace BatteryCrm.Tests.Screens.Reports;

/// <summary>Costs as a manager types and loads them.</summary>
public sealed class CostsPageTests : BunitContext, IAsyncLifetime
{
    private TestDatabase database = null!;
    private Guid tenant;

    async Task IAsyncLifetime.InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        tenant = await database.Given.TenantAsync();
        var sales = await database.Given.AddAsync(new SalesChannel { Id = Ids.New(), TenantId = tenant, Name = "Директ" }, s => s.Id);
        await database.Given.AddAsync(new LeadSource { Id = Ids.New(), TenantId = tenant, SalesChannelId = sales, Name = "Поиск" }, s => s.Id);
        DefaultWaitTimeout = TimeSpan.FromSeconds(15);
        JSInterop.Mode = JSRuntimeMode.Loose;
        var me = new CurrentOperator();
        me.Set(new OperatorIdentity(Ids.New(), tenant, "Анна", Roles.Manager));
        Services.AddSingleton(me).AddSingleton(await Zones.OfAsync(database, tenant)).AddSingleton<TimeProvider>(new Clock()).AddSingleton(database.Factory(tenant)).AddSingleton<CostActions>();
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Amount_ThatCanBeReadInTwoWays_IsNotWritten_AndStaysTyped()
    {
        var page = Render<CostsPage>();
        page.WaitForElement(".none");
        await page.InvokeAsync(() => page.Find("input[inputmode=decimal]").Input("1,200"));
        await page.InvokeAsync(() => page.Find("form").Submit());

        page.WaitForAssertion(() => Assert.StartsWith("«1,200» можно прочитать по-разному.", page.Find("#cost-trouble").TextContent, StringComparison.Ordinal));
        Assert.Equal("1,200", page.Find("input[inputmode=decimal]").GetAttribute("value"));
        Assert.Equal(0L, await database.ScalarAsync<long>("select count(*) from lead_costs"));
        await page.InvokeAsync(() => page.Find("input[inputmode=decimal]").Input("1 200,5"));
        await page.InvokeAsync(() => page.Find("form").Submit());

        page.WaitForAssertion(() => Assert.Equal("Записано.", page.Find(".said").TextContent));
        Assert.Equal(1200.5m, await database.ScalarAsync<decimal>("select amount_rub from lead_costs"));
    }

    [Fact]
    public async Task File_OfARussianExcel_IsWritten_AndAWorkbookIsTold()
    {
        var page = Render<CostsPage>();
        page.WaitForElement(".none");
        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromBinary("PK\u0003\u0004"u8.ToArray(), "costs.csv"));
        page.WaitForAssertion(() => Assert.Contains("книга Excel", page.Find(".trouble.small:not(#cost-trouble)").TextContent, StringComparison.Ordinal));

        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromBinary(CodePagesEncodingProvider.Instance.GetEncoding(1251)!.GetBytes("День;Источник;Сумма\r\n20.11.2025;Поиск;1200,50\r\n"), "costs.csv"));
        page.WaitForAssertion(() => Assert.Equal("Записана 1 строка.", page.Find(".said").TextContent));
        Assert.Equal(1200.5m, await database.ScalarAsync<decimal>("select amount_rub from lead_costs"));
    }
}
