namespace Netskope.Simulator;

/// <summary>A template per alert type: what all have, what those seen in traffic have, and the type's own.</summary>
static class RowTemplates
{
    const string Everyone = """
        "_id":"{{id}}","_category_id":{{one:null|"7"|7}},"_correlation_id":"{{hex:32}}","_ef_received_at":{{before:4000}}{{int:100..999}},
        "_event_id":"{{hex:32}}","_insertion_epoch_timestamp":{{insertion}},"_nshostname":"pop-{{int:1..40}}.sim.example.org",
        "_raw_event_inserted_at":{{insertion}}{{int:100..999}},"_service_identifier":"{{one:service-introspection|inline-proxy|api-connector}}",
        "acked":"{{acked}}","alert":"yes","alert_type":"{{type}}","app":"{{app:name}}","appcategory":{{one:null|"Cloud Storage"|"Collaboration"|""}},
        "appsuite":"{{app:suite}}","category":"{{app:category}}","cci":{{app:cci}},"ccl":"{{app:ccl}}","count":{{one:1|1|1|2|14}},
        "custom_attr":{"cost center":"{{int:1000..9999}}","badge":{{one:null|"B-17"|42}}},"event_uuid":"{{hex:32}}",
        "organization_unit":"{{person:unit}}","site":"{{app:name}}","suppression_key":"{{person:name}} \/ {{app:name}}",
        "timestamp":{{timestamp}},"traffic_type":"CloudApp","ur_normalized":"{{person:mail}}","user":"{{person:mail}}",
        "user_confidence_index":{{one:null|"911"|640|1000}},"user_id":"{{person:mail}}","userkey":"{{person:mail}}",
        "usergroup":"{{one:|All Staff|Contractors, EMEA|\u958b\u767a}}","displayName":"{{person:name}}",
        """;

    const string Traffic = """
        "access_method":"{{one:Client|API Connector|Reverse Proxy|Secure Forwarder}}","activity":"{{one:Upload|Download|Share|Edit|Browse|Login Attempt}}",
        "app_session_id":{{any64}},"browser":"{{one:Chrome|Firefox|Safari|unknown}}","browser_session_id":{{any64}},
        "browser_version":{{one:"131.0"|131|""}},"client_bytes":{{int:120..99999999}},"connection_id":{{any64}},
        "conn_duration":{{int:0..7200}},"device":"{{one:Windows Device|Mac Device|iPhone|other}}","device_classification":"{{one:managed|unmanaged|not configured}}",
        "dst_country":"{{to:country}}","dst_geoip_src":{{one:1|2}},"dst_latitude":{{to:latitude}},"dst_location":"{{to:city}}",
        "dst_longitude":{{to:longitude}},"dst_region":"{{to:region}}","dst_timezone":"{{to:zone}}","dst_zipcode":"{{to:zip}}","dstip":"{{ip}}",
        "dstport":{{one:443|443|"443"|8443}},"from_user":"{{person:mail}}","hostname":"WS-{{hex:6}}","incident_id":{{any64}},
        "managed_app":"{{one:yes|no}}","numbytes":{{int:400..99999999}},"os":"{{one:Windows 11|Windows 10|Sequoia|Ubuntu}}",
        "os_version":{{one:"Windows NT 11.0"|"15.1"|24.04}},"page":"{{app:host}}","page_site":"{{app:name}}",
        "protocol":"{{one:HTTPS\/1.1|HTTPS\/2}}","request_id":{{any64}},"referer":"https:\/\/{{app:host}}\/home?tab=recent&sort=%2Bname",
        "server_bytes":{{int:120..99999999}},"src_country":"{{from:country}}","src_geoip_src":{{one:1|2}},
        "src_latitude":{{from:latitude}},"src_location":"{{from:city}}","src_longitude":{{from:longitude}},"src_region":"{{from:region}}",
        "src_timezone":"{{from:zone}}","src_zipcode":"{{from:zip}}","srcip":"{{ip}}","transaction_id":{{any64}},
        "url":"{{app:host}}\/d\/{{hex:20}}","useragent":"Mozilla\/5.0 (X11; Linux x86_64) simulator\/{{int:100..140}}.0",
        "userip":"{{privateip}}",
        """;

    const string File = """
        "file_lang":"{{one:ENGLISH|GERMAN|JAPANESE|}}","file_path":"\/shared\/{{file:name}}","file_size":{{one:"18432"|902144|77|5368709120}},
        "file_type":"{{file:type}}","md5":"{{hex:32}}","mime_type":"{{file:mime}}","modified":{{before:9000000}},"object":"{{file:name}}",
        "object_id":"{{hex:28}}","object_type":"File","sha256":"{{hex:64}}",
        """;

    const string Policy = """
        "action":"{{one:alert|block|useralert|bypass}}","alert_name":"{{one:Block uploads to unsanctioned storage|[DLP] Approval Required|Coach: personal instance}}",
        "policy":"{{one:Block uploads to unsanctioned storage|[DLP] Approval Required|Coach: personal instance}}","policy_id":{{one:"A3F91C"|17|"17"}},
        """;

    static readonly RowTemplate[] Templates = [.. Enum.GetValues<AlertType>().Select(Build)];

    public static RowTemplate For(AlertType type) => Templates[(int)type];

    static RowTemplate Build(AlertType type) => new("{" + Everyone + (IsTraffic(type) ? Traffic : "") + Own(type) + """
        "severity":{{one:"high"|"medium"|"low"|null|3}}}
        """);

    static bool IsTraffic(AlertType type) =>
        type is not (AlertType.SecurityAssessment or AlertType.CompromisedCredential or AlertType.LegalHold or AlertType.Quarantine);

    static string Own(AlertType type) => type switch
    {
        AlertType.Anomaly => TypeFields.Anomaly,
        AlertType.CompromisedCredential => TypeFields.CompromisedCredential,
        AlertType.Policy => Policy + TypeFields.Policy,
        AlertType.LegalHold => File + TypeFields.LegalHold,
        AlertType.Malsite => TypeFields.Malsite,
        AlertType.Malware => File + TypeFields.Malware,
        AlertType.Dlp => Policy + File + TypeFields.Dlp,
        AlertType.SecurityAssessment => TypeFields.SecurityAssessment,
        AlertType.Watchlist => File + TypeFields.Watchlist,
        AlertType.Quarantine => Policy + File + TypeFields.Quarantine,
        AlertType.Remediation => File + TypeFields.Remediation,
        AlertType.Uba => TypeFields.Uba,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "No such type"),
    };
}
