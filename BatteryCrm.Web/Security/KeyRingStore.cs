using System.Xml.Linq;
using BatteryCrm.Data;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Npgsql;

namespace BatteryCrm.Web.Security;

/// <summary>
/// Data Protection's keys in <c>data_protection_keys</c>, by plain SQL: every command and every starting node reads them first, and EF would take a second to
/// get ready for these two statements.
/// </summary>
internal sealed class KeyRingStore(CrmDataSources sources) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var connection = sources.Worker.OpenConnection();
        using var command = new NpgsqlCommand("select xml from data_protection_keys where xml is not null order by id", connection);
        using var reader = command.ExecuteReader();
        var elements = new List<XElement>();
        while (reader.Read()) elements.Add(XElement.Parse(reader.GetString(0)));
        return elements;
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var connection = sources.Worker.OpenConnection();
        using var command = new NpgsqlCommand("insert into data_protection_keys (friendly_name, xml) values ($1, $2)", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = friendlyName });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = element.ToString(SaveOptions.DisableFormatting) });
        command.ExecuteNonQuery();
    }
}
