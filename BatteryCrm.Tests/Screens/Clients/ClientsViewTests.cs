using BatteryCrm.Web.Screens.Clients;

namespace BatteryCrm.Tests.Screens.Clients;

/// <summary>The address of the list says how it is narrowed, and nothing else does.</summary>
public sealed class ClientsViewTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("?q=Анна%20К&channel=telegram&channel=vk&mark=blocked&tag=%D0%BE%D0%BF%D1%82&contact=week&sort=name", "q=%D0%90%D0%BD%D0%BD%D0%B0%20%D0%9A&channel=telegram&channel=vk&mark=blocked&tag=%D0%BE%D0%BF%D1%82&contact=week&sort=name")]
    [InlineData("?channel=pigeon&channel=telegram&mark=rich&source=x&contact=soon&sort=size", "channel=telegram")]
    [InlineData("?contact=99", "")]
    [InlineData("?contact=NEVER#top", "contact=never")]
    public void Address_ReadAndWritten_IsTheSameWithoutWhatItSaysWrongly(string address, string query)
    {
        var view = ClientsView.Of("http://127.0.0.1/clients" + address);
        Assert.Equal(query, view.Query);
        Assert.Equal(view, ClientsView.Of("?" + view.Query));
    }

    [Fact]
    public void Toggle_Twice_IsAsBefore()
    {
        var view = ClientsView.All.Toggle(ClientFacet.Tag, "a,b & c");
        Assert.True(ClientsView.Of("?" + view.Query).Has(ClientFacet.Tag, "a,b & c"));
        Assert.Equal(ClientsView.All, view.Toggle(ClientFacet.Tag, "a,b & c"));
        Assert.False(ClientsView.All.IsNarrowed);
    }
}
