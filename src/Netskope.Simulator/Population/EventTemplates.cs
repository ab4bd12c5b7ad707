namespace Netskope.Simulator;

/// <summary>A template per kind of event: what all have, what those seen in traffic have, and the kind's own.</summary>
static class EventTemplates
{
    const string Everyone = """
        "_id":"{{id}}","_insertion_epoch_timestamp":{{insertion}},"_event_id":"{{hex:32}}","_nshostname":"pop-{{int:1..40}}.sim.example.org",
        "count":{{one:1|1|1|"1"|6}},"request_id":{{big}},"timestamp":{{timestamp}},
        """;

    const string Person = """
        "user":"{{person:mail}}","ur_normalized":"{{person:mail}}","userkey":"{{person:mail}}","organization_unit":"{{person:unit}}",
        "usergroup":"{{one:|All Staff|Contractors, EMEA|\u958b\u767a}}","userip":"{{privateip}}",
        """;

    const string Traffic = """
        "access_method":"{{one:Client|Reverse Proxy|Secure Forwarder}}","app":"{{app:name}}","appcategory":{{one:null|"Cloud Storage"|"Collaboration"|""}},
        "category":"{{app:category}}","cci":{{app:cci}},"ccl":"{{app:ccl}}","client_bytes":{{int:120..99999999}},
        "device":"{{one:Windows Device|Mac Device|iPhone|other}}","domain":"{{app:host}}","dst_country":"{{to:country}}","dst_geoip_src":{{one:1|2}},
        "dst_latitude":{{to:latitude}},"dst_location":"{{to:city}}","dst_longitude":{{to:longitude}},"dst_region":"{{to:region}}","dst_zipcode":"{{to:zip}}",
        "dstip":"{{ip}}","dstport":{{one:443|443|"443"|8443}},"hostname":"WS-{{hex:6}}","numbytes":{{int:400..99999999}},
        "os":"{{one:Windows 11|Windows 10|Sequoia|Ubuntu}}","os_version":{{one:"Windows NT 11.0"|"15.1"|24.04}},"server_bytes":{{int:120..99999999}},
        "site":"{{app:name}}","src_country":"{{from:country}}","src_geoip_src":{{one:1|2}},"src_latitude":{{from:latitude}},"src_location":"{{from:city}}",
        "src_longitude":{{from:longitude}},"src_region":"{{from:region}}","src_zipcode":"{{from:zip}}","srcip":"{{ip}}","traffic_type":"{{one:CloudApp|Web}}",
        """;

    const string Browser = """
        "app_session_id":{{any64}},"browser":"{{one:Chrome|Firefox|Safari|unknown}}","browser_session_id":{{any64}},"browser_version":{{one:"131.0"|131|""}},
        "connection_id":{{any64}},"page":"{{app:host}}","protocol":"{{one:HTTPS\/1.1|HTTPS\/2}}","transaction_id":{{any64}},
        "url":"{{app:host}}\/d\/{{hex:20}}","useragent":"Mozilla\/5.0 (X11; Linux x86_64) simulator\/{{int:100..140}}.0",
        """;

    const string Page = """
        "bypass_reason":"{{one:|Steering exception <all>|Pinned certificate}}","bypass_traffic":"{{one:yes|no}}","conn_duration":{{int:0..7200}},
        "conn_endtime":{{before:60}},"conn_starttime":{{before:7200}},"http_transaction_count":{{one:39|"39"|4}},"num_users":{{int:1..40}},
        "other_categories":["{{app:category}}","All Categories"],"page_site":"{{app:name}}","req_cnt":{{int:1..2000}},"resp_cnt":{{int:1..2000}},
        "resp_content_len":{{int:400..99999999}},"resp_content_type":"{{one:text\/html|application\/json|image\/png}}","risk_score":{{float:0..99}},
        "ssl_decrypt_policy":"{{one:Yes|no}}",
        """;

    const string Application = """
        "activity":"{{one:Upload|Download|Share|Edit|Browse|Login Attempt}}","activity_type":"{{one:Create & change|Read}}","appsuite":"{{app:suite}}",
        "custom_attr":{"cost center":"{{int:1000..9999}}","badge":{{one:null|"B-17"|42}}},"exposure":"{{one:private|internally_shared|public}}",
        "file_size":{{one:"18432"|902144|77|5368709120}},"file_type":"{{file:type}}","from_user":"{{person:mail}}","instance_id":"example.com",
        "md5":"{{hex:32}}","object":"{{file:name}}","object_id":"{{hex:28}}","object_type":"File","referer":"https:\/\/{{app:host}}\/home?tab=recent&sort=%2Bname",
        "severity":{{one:"high"|"low"|null|3}},"suppression_key":"{{person:name}} \/ {{app:name}}","title":"{{file:name}}",
        "to_user":"{{one:|hana.sato@example.com|somebody.else@example.org}}","user_confidence_index":{{one:null|"911"|640|1000}},
        """;

    const string Audit = """
        "audit_log_event":"{{one:Login Successful|Login Failed|Logout Successful|Edit <policy>|Created token \/ v1|Änderung am Profil}}","category":"{{one:Settings|Policies|Administrators}}",
        "ccl":"unknown","details":[{"_id":[{"name":"{{one:Block uploads to unsanctioned storage|Coach: personal instance}}","weight":{{float:0..1}}}]},null],
        "severity_level":{{one:"low"|"med"|"high"|2}},"supporting_data":{"data_type":"{{one:user|policy}}","data_values":["{{ip}}","{{person:mail}}",{{one:null|7|"7"}}]},
        """;

    const string Infrastructure = """
        "alarm_description":"{{one:The appliance has sent nothing for <b>10 minutes<\/b>|Disk \/var is filling up|CPU & memory are back to normal}}",
        "alarm_name":"{{one:Appliance unreachable|Disk almost full|High load|All clear}}","boolean_metric_value":{{one:"1"|"0"|1}},
        "count_metric_value":{{int:0..999999}},"device_name":"appliance-{{int:1..40}}.example.org","hostname":"appliance-{{hex:6}}","metric_name":"{{one:CPU_15min|Log_Process-5b|Disk_used}}",
        "metric_true_count":"{{int:1..9}}","metric_type":"{{one:gauge|count|timing}}","metric_value":"{{float:0..99}}","package_version":"{{int:80..120}}.0.0.{{int:1..400}}",
        "serial":"EX{{hex:15}}","severity_level":{{one:"low"|"med"|"high"|2}},"uptime":{{float:0..999}},
        """;

    const string Network = """
        "action":"{{one:allow|block}}","client_packets":{{int:1..4000}},"dsthost":"{{app:host}}","end_time":{{before:60}},"flow_status":"{{one:active|closed|open}}",
        "ip_protocol":"{{one:TCP|UDP|TCP}}","network_session_id":"{{big}}","num_sessions":{{one:1|"1"|5}},"policy":"{{one:Everything else|Coach: personal instance|}}",
        "protocol_port":"{{one:TCP:443|UDP:53|TCP:8443}}","publisher_cn":"{{hex:16}}","publisher_name":"{{one:München \/ 1|Tokyo & Osaka}}","publisher_pop":"pop-{{int:1..40}}",
        "response_time":{{float:0..900}},"server_packets":{{int:1..4000}},"session_duration":{{int:0..7200}},"srcport":{{int:1024..65535}},"start_time":{{before:7200}},
        "total_packets":{{int:2..8000}},"tunnel_id":"{{any64}}","tunnel_type":"{{one:NPA|}}","tunnel_up_time":{{int:0..303889}},
        """;

    static readonly RowTemplate[] Templates = [.. Enum.GetValues<EventKind>().Select(Build)];

    public static RowTemplate For(EventKind kind) => Templates[(int)kind];

    static RowTemplate Build(EventKind kind) =>
        new("{" + Everyone + Own(kind) + $$"""
            "record_type":"{{kind.Name()}}","type":"{{kind.Name()}}"}
            """);

    static string Own(EventKind kind) => kind switch
    {
        EventKind.Page => Person + Traffic + Browser + Page,
        EventKind.Application => Person + Traffic + Browser + Application,
        EventKind.Audit => Person + Audit,
        EventKind.Infrastructure => Infrastructure,
        EventKind.Network => Person + Traffic + Network,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind"),
    };
}
