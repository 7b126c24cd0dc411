import Domain
import Foundation
import Ingestion
import Testing

@Suite struct MappingTests {
    private func propose(_ header: String, _ rows: String...) throws -> MappingProposal {
        try #require(try Export("a.csv", ([header] + rows).joined(separator: "\n") + "\n").propose())
    }

    @Test func knowsJira() throws {
        let proposal = try propose(
            "Summary,Issue key,Issue id,Issue Type,Status,Project key,Project name,Priority,Resolution,Assignee,Reporter,"
                + "Created,Updated,Last Viewed,Resolved,Component/s,Labels,Labels,Description,Environment,"
                + "Custom field (Story Points),Comment,Comment",
            "Login fails,WEB-12,10012,Bug,Done,WEB,Website,Major,Fixed,ann,bob,30/Sep/21 17:20,01/Oct/21 9:00,,"
                + "02/Oct/21 9:00,SSO,auth,login,It fails,prod,3,\"c, d\",e")
        let mapping = proposal.mapping
        #expect(proposal.tracker == .jira)
        #expect(mapping.id == "Issue key")
        #expect(mapping.subject == "Summary")
        #expect(mapping.bodies == ["Description"])
        #expect([mapping.created, mapping.updated, mapping.resolved] == ["Created", "Updated", "Resolved"])
        #expect([mapping.status, mapping.priority, mapping.resolution] == ["Status", "Priority", "Resolution"])
        #expect([mapping.product, mapping.requester, mapping.assignee] == ["Component/s", "Reporter", "Assignee"])
        #expect(mapping.labels == ["Labels"])
        #expect(mapping.fields == ["type": "Issue Type", "environment": "Environment"])
        #expect(
            proposal.explanation.contains { $0.hasPrefix("not used:") && $0.contains("Custom field (Story Points)") })
    }

    @Test func knowsTheRESTAnswerOfJira() throws {
        let text = #"""
            {"startAt": 0, "issues": [{"expand": "x", "id": "10012", "self": "https://j/10012", "key": "WEB-12", "fields": {
            "summary": "Login fails", "description": "It fails", "created": "2021-09-30T17:20:00.000+0200",
            "updated": "2021-10-01T09:00:00.000+0200", "resolutiondate": null, "issuetype": {"name": "Bug", "id": "1"},
            "status": {"description": "d", "name": "In Progress", "id": "3", "statusCategory": {"name": "Doing"}},
            "priority": {"name": "Major", "id": "3"}, "resolution": {"description": "A fix is in", "name": "Fixed"},
            "project": {"key": "WEB", "name": "Website"}, "components": [{"name": "SSO"}], "labels": ["auth", "login"],
            "reporter": {"name": "bob", "emailAddress": "b@x", "displayName": "Bob"}, "assignee": null}}]}
            """#
        let export = try Export("a.json", text)
        let proposal = try #require(try export.propose())
        let mapping = proposal.mapping
        #expect(proposal.tracker == .jira)
        #expect(mapping.id == "key")
        #expect(mapping.subject == "fields.summary")
        #expect(mapping.bodies == ["fields.description"])
        #expect([mapping.created, mapping.updated] == ["fields.created", "fields.updated"])
        #expect(mapping.resolved == "fields.resolutiondate")
        #expect([mapping.status, mapping.priority] == ["fields.status.name", "fields.priority.name"])
        #expect([mapping.resolution, mapping.product] == ["fields.resolution.name", "fields.components.name"])
        #expect([mapping.requester, mapping.assignee] == ["fields.reporter.displayName", "fields.assignee"])
        let ticket = try #require(try export.read().tickets.first)
        #expect(ticket.labels == ["auth", "login"])
        #expect(ticket.state == .open)
        #expect(ticket.created?.iso8601 == "2021-09-30T15:20:00Z")
    }

    @Test func knowsZendesk() throws {
        let proposal = try propose(
            "Id,Requester,Requester id,Submitter,Assignee,Group,Subject,Description,Tags,Status,Priority,Via,Ticket type,"
                + "Created at,Updated at,Assigned at,Solved at,Satisfaction Score",
            "77,Ann,5,Ann,Bob,Support,Cannot log in,Help me,vip login,Solved,Urgent,Web,Incident,2021-09-30 17:20,"
                + "2021-09-30 18:00,,2021-10-01 09:00,Good")
        let mapping = proposal.mapping
        #expect(proposal.tracker == .zendesk)
        #expect([mapping.id, mapping.subject] == ["Id", "Subject"])
        #expect([mapping.created, mapping.updated, mapping.resolved] == ["Created at", "Updated at", "Solved at"])
        #expect([mapping.requester, mapping.assignee] == ["Requester", "Assignee"])
        #expect(mapping.labels == ["Tags"])
        let outcome = try Export("a.csv", "Ticket ID,Subject,Tags,Solved at\n7,x,vip login,2021-10-01\n").read(
            ColumnMapping(tracker: .zendesk, id: "Ticket ID", subject: "Subject", labels: ["Tags"]))
        #expect(outcome.tickets.first?.labels == ["login", "vip"])
    }

    @Test func knowsServiceNow() throws {
        let proposal = try propose(
            "Number,Opened,Short description,Caller,Priority,State,Category,Assignment group,Assigned to,Updated,"
                + "Description,Close notes,Close code,Resolved,Configuration item,sys_id",
            "INC0010001,2021-09-30 17:20:00,VPN down,Ann,1 - Critical,Closed,Network,NOC,Bob,2021-10-01 09:00:00,"
                + "It is down,Restarted the gateway,Solved (Permanently),2021-10-01 08:00:00,vpn-1,9d385017c611228701d22104cc95c371"
        )
        let mapping = proposal.mapping
        #expect(proposal.tracker == .servicenow)
        #expect([mapping.id, mapping.subject, mapping.bodies.first] == ["Number", "Short description", "Description"])
        #expect([mapping.created, mapping.resolved, mapping.updated] == ["Opened", "Resolved", "Updated"])
        #expect([mapping.status, mapping.resolution] == ["State", "Close notes"])
        #expect(
            [mapping.requester, mapping.assignee, mapping.product] == ["Caller", "Assigned to", "Configuration item"])
    }

    @Test func knowsTheTableAPIOfServiceNow() throws {
        let text = #"""
            {"result":[{"sys_id":"9d38","number":"INC1","short_description":"VPN down","description":"It is","opened_at":
            "2021-09-30 17:20:00","closed_at":"","sys_updated_on":"2021-10-01 09:00:00","state":"6","priority":"1",
            "caller_id":{"link":"https://x/y","value":"abc","display_value":"Ann"},"close_notes":"Restarted"}]}
            """#
        let proposal = try #require(try Export("a.json", text).propose())
        #expect(proposal.tracker == .servicenow)
        #expect(proposal.mapping.id == "number")
        #expect(proposal.mapping.requester == "caller_id.display_value")
        #expect(proposal.mapping.created == "opened_at")
        #expect(try Export("a.json", text).read().tickets.first?.state == .closed)
    }

    @Test func knowsFreshdesk() throws {
        let proposal = try propose(
            "Ticket ID,Subject,Status,Priority,Source,Type,Agent,Group,Created time,Due by Time,Resolved time,Closed time,"
                + "Last update time,Resolution status,Tags,Full name,Email,Description",
            "12,Broken,Closed,High,Portal,Incident,Bob,IT,2021-09-30 17:20:00,2021-10-02 17:20:00,2021-10-01 09:00:00,"
                + "2021-10-02 09:00:00,2021-10-02 09:00:00,Within SLA,a,Ann A,ann@x.example,It is broken")
        let mapping = proposal.mapping
        #expect(proposal.tracker == .freshdesk)
        #expect([mapping.id, mapping.subject, mapping.created] == ["Ticket ID", "Subject", "Created time"])
        #expect([mapping.resolved, mapping.updated] == ["Resolved time", "Last update time"])
        #expect([mapping.requester, mapping.assignee] == ["Full name", "Agent"])
        #expect(mapping.resolution == nil)
    }

    @Test func knowsTheAPIOfFreshdesk() throws {
        let text = #"""
            [{"id":12,"subject":"Broken","description":"<div>It</div>","description_text":"It","status":4,"priority":4,
            "created_at":"2021-09-30T17:20:00Z","updated_at":"2021-10-01T09:00:00Z","fr_due_by":"2021-10-02T00:00:00Z",
            "requester_id":5,"tags":["a"],"type":"Incident"}]
            """#
        let export = try Export("a.json", text)
        #expect(try export.propose()?.tracker == .freshdesk)
        #expect(try export.propose()?.mapping.bodies == ["description_text"])
        let ticket = try #require(try export.read().tickets.first)
        #expect(ticket.state == .closed)
        #expect(ticket.priority?.level == .critical)
    }

    @Test func knowsGitHub() throws {
        let text = #"""
            [{"url":"https://x/1","html_url":"https://x/2","id":98765,"node_id":"MDU6","number":42,"title":"Crash",
            "user":{"login":"ann","id":1},"labels":[{"id":1,"name":"bug","description":"broken"},{"id":2,"name":"p1"}],
            "state":"closed","assignee":{"login":"bob"},"comments":3,"created_at":"2021-09-30T17:20:00Z",
            "updated_at":"2021-10-01T09:00:00Z","closed_at":"2021-10-01T09:00:00Z","body":"It crashes","state_reason":
            "completed"}]
            """#
        let export = try Export("a.json", text)
        let proposal = try #require(try export.propose())
        let mapping = proposal.mapping
        #expect(proposal.tracker == .github)
        #expect([mapping.id, mapping.subject, mapping.bodies.first] == ["number", "title", "body"])
        #expect([mapping.created, mapping.updated, mapping.resolved] == ["created_at", "updated_at", "closed_at"])
        #expect([mapping.requester, mapping.assignee] == ["user.login", "assignee.login"])
        #expect(try export.read().tickets.first?.labels == ["bug", "p1"])
        let csv = try propose(
            "number,title,body,state,labels,created_at,closed_at,user.login",
            "1,a,b,open,\"x,y\",2021-09-30T17:20:00Z,,ann")
        #expect(csv.tracker == .github)
        #expect(csv.mapping.requester == "user.login")
    }

    @Test func knowsBugzilla() throws {
        let proposal = try propose(
            "\"Bug ID\",\"Product\",\"Component\",\"Assignee\",\"Status\",\"Resolution\",\"Summary\",\"Changed\",\"Opened\",\"Severity\"",
            "1606681,SeaMonkey,UI,nobody,RESOLVED,FIXED,Port bug,2020-11-01 20:04:54,2020-01-02 17:14:21,normal")
        let mapping = proposal.mapping
        #expect(proposal.tracker == .bugzilla)
        #expect([mapping.id, mapping.subject] == ["Bug ID", "Summary"])
        #expect([mapping.created, mapping.updated] == ["Opened", "Changed"])
        #expect([mapping.product, mapping.priority, mapping.resolution] == ["Product", "Severity", "Resolution"])
        #expect(mapping.fields["component"] == "Component")
    }

    @Test func knowsGermanFrenchAndSpanishHeaders() throws {
        let german = try propose(
            "Ticketnummer;Betreff;Beschreibung;Erstellt am;Status;Priorität;Gelöst am;Lösung;Melder",
            "1;a;b;24.09.2019;Neu;Hoch;;;x"
        ).mapping
        #expect([german.id, german.subject, german.bodies.first] == ["Ticketnummer", "Betreff", "Beschreibung"])
        #expect([german.created, german.resolved, german.resolution] == ["Erstellt am", "Gelöst am", "Lösung"])
        #expect([german.priority, german.requester] == ["Priorität", "Melder"])
        let french = try propose(
            "N° de ticket;Objet;Description;Créé le;Statut;Priorité;Demandeur", "1;a;b;24/09/2019;Ouvert;Haute;x"
        ).mapping
        #expect([french.id, french.subject, french.created] == ["N° de ticket", "Objet", "Créé le"])
        #expect([french.status, french.priority, french.requester] == ["Statut", "Priorité", "Demandeur"])
        let spanish = try propose(
            "Número de caso;Asunto;Descripción;Fecha de creación;Estado;Prioridad", "1;a;b;24/09/2019;Abierto;Alta"
        ).mapping
        #expect([spanish.id, spanish.subject, spanish.bodies.first] == ["Número de caso", "Asunto", "Descripción"])
        #expect([spanish.created, spanish.status, spanish.priority] == ["Fecha de creación", "Estado", "Prioridad"])
    }

    @Test func proposesByContentWhereNamesSayNothing() throws {
        let long = "The printer on the third floor prints nothing but blank pages since Monday morning"
        let proposal = try propose("Case ref code,Q1,Q2", "C-1,x,\(long)", "C-2,y,\(long)", "C-3,x,\(long)")
        #expect(proposal.mapping.id == "Case ref code")
        #expect(proposal.mapping.bodies == ["Q2"])
    }

    @Test func doesNotTakeAColumnWhoseCellsCannotBeIt() throws {
        let proposal = try propose("id,subject,created,opened", "1,a,yes,2021-09-30", "2,b,no,2021-09-30")
        #expect(proposal.mapping.created == "opened")
    }

    @Test func proposesNothingWithoutIDOrText() throws {
        #expect(try Export("a.csv", "a,b\n1,2\n").propose() == nil)
        #expect(try Export("a.csv", "id,amount\n1,2\n").propose() == nil)
    }

    @Test func keepsItsFormThroughConfiguration() throws {
        let mapping = ColumnMapping(
            tracker: .jira, id: "Issue key", subject: "Summary", bodies: ["Description"], labels: ["A", "B"],
            fields: ["os": "OS"], dateOrder: .monthFirst)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let data = try encoder.encode(mapping)
        #expect(
            String(decoding: data, as: UTF8.self)
                == #"{"body":"Description","date_order":"mdy","fields":{"os":"OS"},"id":"Issue key","labels":["A","B"],"#
                + #""subject":"Summary","tracker":"jira"}"#)
        #expect(try JSONDecoder().decode(ColumnMapping.self, from: data) == mapping)
    }
}
