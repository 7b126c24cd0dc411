/// First names that are common in many countries, and words that look like names and are none.
enum LexiconNames {
    /// Names that hardly mean anything else in a ticket.
    static let first = """
        aaron abby abdul abdullah abel abigail abraham adam adrian adriana adrien agata agnes agnieszka ahmad ahmed
        aidan aisha alan alain albert alberto aleksander aleksandra alessandro alessandra alejandro alejandra
        alexander alexandra alexandre alexandru alexei alexey alfonso alfred alfredo ali alice alicia alina alisa
        alison alistair allan allen allison alma almut alyssa amalia amanda amar amber amelia amelie amina amir amit
        amy ana anastasia anders andrea andreas andrei andrej andres andrew andrey andrzej andy aneta angela angelica
        angelika angelina angelo angie anika anil anita anja anke ann anna anne annette annie annika anthony antje
        antoine antoinette anton antonella antonia antonio antonius anup arjun arne arnaud arno arnold arthur artur
        arturo arun arvind asha ashish ashley ashok astrid aurelia aurélie axel ayesha ayşe balázs barbara barry
        bartosz bastian beata beatrice beatriz becky ben benedikt benjamin benoit benoît bernadette bernard bernd
        bernhard bert bertram beth bethany betty beverly bianca birgit birgitta björn bjorn blanca boris brandon
        brenda brendan brent brian brigitte britta bruce bruno bryan burak camila camilla camille carina carl carla
        carlo carlos carmen carol carole carolina caroline carolyn carsten catherine cathy cecilia cecilie cedric
        celia celine céline cesar césar chantal charles charlie charlotte cheng chiara chloe chloé chris christa
        christel christian christiane christina christine christof christoph christophe christopher cindy claire clara
        claude claudia claudio clemens clement clément clifford colin colleen connie connor conrad constance
        constantin corinna corinne cornelia cornelius courtney craig curtis cynthia dagmar damian damien dan daniel
        daniela daniele danielle danny dariusz darren dave david dawid debbie deborah deepak denis denise dennis derek
        detlef diana diane didier diego dieter dietmar dilip dimitri dirk dmitri dmitry dolores dominic dominik
        dominika dominique don donald donna doris dorota dorothea dorothy doug douglas duncan dylan eberhard eddie
        edgar edith edmund eduard eduardo edward edwin eileen elaine eleanor elena eleni elias elif elisa elisabeth
        elise eliza elizabeth elke ella ellen elsa elvira emil emilia emilie emily emma emmanuel enrico enrique eric
        erica erich erik erika erin ernst erwin esteban esther etienne étienne eugen eugene eugenia eugenio eva evelyn
        ewa ewan fabian fabien fabienne fabio fabiola fatima fatma federico felicia felicitas ferdinand fernanda
        fernando filip filippo fiona florian françois francois françoise franz frank franca frances francesca
        francesco francis francisco franck franziska fred frederic frédéric frederick frederik freya frida friedrich
        fritz gabriel gabriela gabriele gabriella gabrielle gareth gary gaurav geert geoff geoffrey georg george
        georges gerald geraldine gerard gerardo gerd gerhard gerrit gert gertrud giacomo gianluca gianni gilbert
        giorgia giorgio giovanna giovanni giulia giulio giuseppe gisela gladys glenn gloria gonzalo gordon graham greg
        gregor gregory greta grzegorz gudrun guido guillaume guillermo gunnar gunther günter günther gustav gustavo
        halina hana hanna hannah hannelore hanne hannes hans harald hari harold harriet harry harvey hassan hasan
        heather heidi heike heiko heiner heinrich heinz helen helena helene helga helmut hendrik henri henriette
        henrik henry herbert hermann hilary hilda hilde holger horst howard hubert hussein ian ibrahim ida ignacio
        igor ilona ilse imran ines inge ingeborg ingo ingrid irena irene irina isaac isabel isabella isabelle ismail
        ivan ivana ivo iwona jackie jacob jacqueline jacques jaime jake jakob jakub james jamie jana jane janet janice
        janina janine janusz jared jaroslav jaroslaw jarosław javier jay jean jeanette jeanne jeff jeffrey jennifer
        jenny jens jeremy jerome jérôme jerry jerzy jesper jesse jessica jesús jill jim jimmy jitka joachim joan joana
        joanna joanne joao joão joaquin joaquín jochen joe joel johan johann johanna johannes john johnny jon jonas
        jonathan jonny jordi jorge jörg jose josé josef josefine joseph josephine joshua jost juan juana juanita
        judith judy julian juliana juliane julie julien juliet julio julius jürgen jurgen justin justyna jutta kai
        kaitlyn kamil kamila karen karim karin karina karl karla karolina karsten kaspar katarina katarzyna kate
        katharina katherine kathleen kathrin kathryn kathy katie katja katrin kavita kazimierz keith kelly ken kenneth
        kenny kerry kerstin kevin khaled khalid kim kimberly kirsten klaus konrad konstantin kris krishna krister
        kristen kristian kristin kristina kristine krystyna krzysztof kurt kyle lars larry laszlo lászló laura lauren
        laurence laurent lea leah leila lena lennart leon leonard leonardo leonie leopold leslie leticia liam lilian
        liliana linda lindsay lionel lisbeth lina lothar lotte louise luca lucas lucia lucía luciano lucie lucien
        lucinda lucy ludwig luigi luis luisa lukas lukasz łukasz luke luz lydia lynn maciej maddalena madeleine magda
        magdalena magnus mahmoud maite maja malcolm malgorzata małgorzata malik malte manfred manish manoj manon
        manuel manuela marc marcel marcela marcella marcello marcelo marcia marcin marco marcos marcus marek margaret
        margarita margit margot maria maría marian mariana marianne mariano marie marielle marieke marija mariusz
        marjorie marko markus marlene marlies marta martha martina martine márton mary masato mateo mateusz mathias
        mathieu mathilde matt matteo matthew matthias matthieu maureen maurice mauricio maurizio mauro maximilian
        mechthild megan mehmet melanie melissa mercedes meredith mette mia michael michaela michal michał michel
        michele michelle miguel mihai mike mikael mikhail mikko milan milena mina minh mireille miriam miroslav
        mitchell mohamed mohammad mohammed moira monica monika monique morten muhammad mustafa myriam nadia nadine
        nadja nancy naomi natalia natalie natasha nathalie nathan neil nele nelson nicholas nicola nicolas nicole
        niels nigel nikhil nikita niklas nikolai nikolaus nils nina nicolás nora norbert norma norman nuria olaf ole
        oleg olga olivier oliver olivia omar orlando oskar osman ottmar otto pablo paige pamela paola paolo pascale
        patricia patrice patrick patrik patryk paul paula paulina pauline paulo pavel pawel paweł pedro peggy per pete
        peter petr petra phil philip philipp philippa philippe phillip phyllis piero pierre pieter pilar piotr pooja
        prakash pranav prasad prashant priya priyanka przemek przemysław rachel rafael rafał rahul raimund rainer raj
        rajesh ralf ralph ramesh ramon ramón randall randy raphael raquel rashid raul raúl ravi raymond rebecca regina
        reiner reinhard reinhold renata renate rené ricardo riccardo richard rick rita rob robert roberta roberto
        robyn rodolfo rodrigo roger rohan rohit roland rolf romain roman romana ron ronald ronny rosa rosalie rosario
        rosemarie rosemary ross roswitha roxana roy ruben rubén rudolf rüdiger rupert russell ruth ryan sabina sabine
        sabrina sally sam samantha samira samuel sandeep sandra sandro sanjay santosh sara sarah sascha sean sebastian
        sébastien selina selma serge sergei sergey sergio shannon sharon shaun shawn sheila shirley siegfried sigrid
        silke silvana silvia silvio simon simona simone slavomir slawomir sławomir sofie solveig sonja sonia sophia
        sophie søren sören stacey stanislav stanislaw stanisław stefan stefania stefanie stefano steffen stella
        stephan stéphane stephanie stephen steve steven stewart stuart sunil susan susana susanna susanne suzanne sven
        svenja svetlana swen sylvain sylvia sylvie szabolcs szymon tamara tamás tania tanja tanya tara tatiana tatjana
        teresa terence thea theo theodor theodore theresa therese thérèse thibault thierry thilo thomas thorsten tiago
        tilman tim timo timothy tina tobias todd tom tomas tomás tomasz tommy toni tony tonya torben torsten tracy
        trevor tristan troy udo ulf uli ulla ulrich ulrike ursula uta ute uwe vadim valentina valentin valerie valérie
        vanessa vera verena veronica veronika véronique vicente vicki vicky victor victoria vijay vikram viktor
        viktoria vincent vincenzo virginie vivian vladimir volker waldemar walter waltraud walther wanda wendy werner
        wiebke wilfried wilhelm willem william wilma winfried wojciech wolfgang xavier yann yannick yasmin yolanda
        yuki yuri yusuf yves yvette yvonne zachary zbigniew zdeněk zoe zoé zofia weronika wisława jodi leif caitlin
        caitlyn katrine matej ariana asya miklós krisztián bonifacy homero amadeo tilly maha krystian dimitra yannis
        giorgos kostas eleftheria nikos aino eero jukka juha pekka sanna päivi antti heikki liisa tuula riikka lauri
        göran håkan sigurður guðrún jón ólafur halldór vilhjálmur stefanía jožef dragan goran zoran milica jelena
        ljubica snežana vesna branka fatih emre hüseyin zeynep kemal hiroshi takashi kenji satoshi akira yoko haruka
        sakura xiaoming jing feng nguyen thanh linh hoang sneha deepika neha anjali rakesh suresh mahesh venkat
        srinivas karthik lakshmi divya manisha nitin sachin vivek vinod aditya abhishek ankit swati shreya fátima
        layla nour youssef tariq khadija walid rania hanan roxanne nathaniel luiza franciska matthías tracey tricia
        gillian nigella fergus siobhán niamh aoife seán pádraig rhys gwen owain ingvar torbjörn ragnar kjell
        sindre ingunn zoltan zoltán zuzana åsa øyvind šárka
        """

    /// Names that are words, places or products as well: only with other evidence.
    static let ambiguous = """
        jan catalina lin yang ming chen jun wei kiran sari abdel ada alex alexa angel april art ash august austin
        autumn avery bill billy blake bob brad brett brooke buck cameron carter casey cash chad chase chelsea chuck
        clay cliff cole crystal dakota dale dallas dana darwin dawn dean dee destiny dexter diamond dick dora drew
        duke dustin earl eden elliot elm ethan eve evan everest faith felix flora florence forest gail gale gene
        georgia glen grace grant gray griffin guy hazel heath holly hope hudson hugh hugo hunter india iris israel ivy
        jack jackson jade jason jasmin jasmine jasper jesus jewel jo jordan josh joy jude julia june kay kent kerr
        king kit lance lane lee leo lewis lily lincoln lisa logan lorenz lou louis lourdes luna mack madison major
        marina marion mario mark marshall martin mason max maxim maxwell may maya melody mercury merlin michigan miles
        milton misty mohan monroe morgan muriel nat neo nick nickel noah noel norm nova octavia olive oscar otis owen
        paris parker pascal pat patience pearl penny perry phoenix piper porter preston prince quentin rain ray reed
        rex rich river robin rocky rod rose rowan ruby rudy rusty sage salvador sandy sasha santiago santos scott
        serena seth shane sierra silver sky sofia sol spencer stan star sterling stone sue summer sunny sydney tab ted
        terry tiffany toby trinity tyler val van vance vega vic violet virginia wade wang ward warren wayne wes wesley
        will willow wilson winter woody wynn york
        """

    /// Capitalised words that stand where names stand.
    static let notNames = """
        composer catalina sir madam miss all team there everyone everybody support folks guys friends colleagues
        customer customers user users world zusammen kollegen kolleginnen damen herren again just i we you he she it
        they the a an this that these those my your our their his her its and or but if when while where why how what
        who which because since after before please kindly thanks thank regards best hi hello hey dear can could would
        will should may might must shall do does did is are was were be been being have has had not no yes ok okay so
        then now here as at by for from in into of on to with without within about above below under over also any
        some each every other another new old first last next monday tuesday wednesday thursday friday saturday sunday
        january february march april june july august september october november december montag dienstag mittwoch
        donnerstag freitag samstag sonntag januar februar märz mai juni juli oktober dezember today tomorrow yesterday
        morning afternoon evening night apache hadoop yarn hdfs hbase hive spark kafka java javascript python linux
        windows mac macos ios android google microsoft amazon azure aws oracle mozilla firefox thunderbird seamonkey
        chrome safari opera edge internet explorer github gitlab jira confluence jenkins docker kubernetes maven
        gradle eclipse tomcat jetty office outlook excel word teams zoom slack salesforce sap adobe acrobat vpn sso
        api url http https ssl tls sql xml json csv pdf html css ubuntu debian fedora centos red hat suse intel amd
        nvidia dell hp lenovo cisco citrix vmware exchange active directory server client system service desk help
        helpdesk error errors exception exceptions warning info debug trace failed failure success null true false
        none unknown bug bugs issue issues ticket tickets task tasks test tests patch patches fix fixed feature
        features request requests response file files folder path data database table column row key value version
        release build update upgrade download upload install installation setup config configuration settings default
        network web site page pages browser mail email message messages account accounts password login log logs
        logout session sessions window tab menu button bar toolbar sidebar address street road avenue number name
        names date time code status state type types mode class method function object string thread process
        application app apps program software hardware device devices printer laptop computer phone mobile screen
        summary description details steps actual expected results result reproduce environment platform product
        component priority severity attachment attachments comment comments note notes reason cause solution
        workaround attn subject body header footer sent received forwarded original re fw fwd cc bcc urgent important
        manager node master worker daemon namenode datanode resource resourcemanager nodemanager job jobs block blocks
        heap memory cpu disk storage cluster clusters queue queues container containers applications project projects
        company corporation corp inc ltd llc gmbh ag group department division bank university college school
        institute hospital club hotel restaurant church city county country union north south east west central united
        states kingdom america american english german french spanish italian european europe germany france spain
        italy england london berlin paris york los angeles san francisco zealand asia africa australia open close save
        edit view tools options preferences add remove delete create read write run start stop restart enable disable
        check click select use using used see set get put let make made go going try trying need needs want got
        getting still only even very more most much many few same such both either neither between through during via
        per non public private static final void return import package throws throw catch case switch else until upon
        unless though although however therefore thus hence maybe perhaps sure sorry great good bad nice well attempt
        port host hosts user-agent agent gecko webkit khtml like part section chapter appendix figure option step plan
        vitamin grade level phase stage unit room line item point rule bitte danke ich wir sie er es der die das ein
        eine und oder aber wenn weil dass mit von zu bei nach aus für auf nicht kein keine ist sind war waren haben
        kann können muss soll wird werden guten tag viele grüße problem fehler anfrage rechnung bestellung konto
        passwort gerät drucker rechner bildschirm le la les un une des du et ou mais si je tu il elle nous vous ils
        dans sur pour par avec sans est sont el las una y o pero que con sin por para son
        """
}
