"""The texts that a new call begins with, as the course has described itself for years; staff change them for each edition."""

from services.registration.model.texts import CallText

STANDING_TEXTS = {
    "es": CallText(
        title="{number}.º Curso Interamericano sobre Migraciones Internacionales",
        description=(
            "El curso ofrece a funcionarias y funcionarios de América Latina y el Caribe herramientas teóricas y "
            "prácticas para formular y aplicar políticas y programas migratorios, con enfoque de derechos humanos.\n\n"
            "Seis módulos en diez días hábiles y una jornada de cierre, a cargo de especialistas de la región, con "
            "ejemplos de cada país e intercambio entre participantes. Del {first_day} al {last_day} en {city}."
        ),
        offered=(
            "Formación, materiales, alojamiento y comidas en {city} durante el curso, para {seats} participantes. El "
            "pasaje aéreo se financia con fondos de la organización o con recursos nacionales, según cada caso."
        ),
        notice=(
            "De nuestra mayor consideración:\n\n"
            "Tenemos el agrado de invitar a su Gobierno a proponer funcionarias y funcionarios para el {number}.º Curso "
            "Interamericano sobre Migraciones Internacionales, que se realizará en {city} del {first_day} al "
            "{last_day}. Las postulaciones se reciben hasta el {deadline}, acompañadas de la carta de propuesta de su "
            "institución.\n\n"
            "Quedamos a su disposición y saludamos a usted muy atentamente."
        ),
    ),
    "en": CallText(
        title="Inter-American Course on International Migration, edition {number}",
        description=(
            "The course gives officials of Latin America and the Caribbean theoretical and practical tools for making "
            "and carrying out migration policies and programmes, with a human rights approach.\n\n"
            "Six modules in ten working days and a closing day, taught by experts of the region, with examples from "
            "each country and exchange among participants. From {first_day} to {last_day} in {city}."
        ),
        offered=(
            "Training, materials, accommodation and meals in {city} during the course, for {seats} participants. The "
            "airfare is paid from the organisation's funds or from national resources, case by case."
        ),
        notice=(
            "Dear Sir or Madam,\n\n"
            "We have the pleasure of inviting your Government to nominate officials for edition {number} of the "
            "Inter-American Course on International Migration, to be held in {city} from {first_day} to {last_day}. "
            "Applications are received until {deadline}, together with your institution's letter of nomination.\n\n"
            "We remain at your disposal. Yours faithfully,"
        ),
    ),
    "pt": CallText(
        title="{number}.º Curso Interamericano sobre Migrações Internacionais",
        description=(
            "O curso oferece a funcionárias e funcionários da América Latina e do Caribe ferramentas teóricas e "
            "práticas para formular e aplicar políticas e programas migratórios, com enfoque de direitos humanos.\n\n"
            "Seis módulos em dez dias úteis e um dia de encerramento, a cargo de especialistas da região, com exemplos "
            "de cada país e intercâmbio entre participantes. De {first_day} a {last_day}, em {city}."
        ),
        offered=(
            "Formação, materiais, hospedagem e refeições em {city} durante o curso, para {seats} participantes. A "
            "passagem aérea é paga com fundos da organização ou com recursos nacionais, conforme o caso."
        ),
        notice=(
            "Prezados Senhores e Senhoras:\n\n"
            "Temos a satisfação de convidar o seu Governo a indicar funcionárias e funcionários para o {number}.º Curso "
            "Interamericano sobre Migrações Internacionais, que se realizará em {city}, de {first_day} a {last_day}. "
            "As candidaturas são recebidas até {deadline}, acompanhadas da carta de indicação da sua instituição.\n\n"
            "Permanecemos à disposição. Atenciosamente,"
        ),
    ),
    "fr": CallText(
        title="{number}e Cours interaméricain sur les migrations internationales",
        description=(
            "Le cours donne aux fonctionnaires d’Amérique latine et des Caraïbes des outils théoriques et pratiques "
            "pour élaborer et appliquer des politiques et des programmes migratoires, dans une approche fondée sur les "
            "droits humains.\n\n"
            "Six modules en dix jours ouvrables et une journée de clôture, assurés par des spécialistes de la région, "
            "avec des exemples de chaque pays et des échanges entre participants. Du {first_day} au {last_day}, à "
            "{city}."
        ),
        offered=(
            "Formation, documents, hébergement et repas à {city} pendant le cours, pour {seats} participants. Le billet "
            "d’avion est payé sur les fonds de l’organisation ou sur des ressources nationales, selon les cas."
        ),
        notice=(
            "Madame, Monsieur,\n\n"
            "Nous avons le plaisir d’inviter votre Gouvernement à proposer des fonctionnaires pour le {number}e Cours "
            "interaméricain sur les migrations internationales, qui se tiendra à {city} du {first_day} au {last_day}. "
            "Les candidatures sont reçues jusqu’au {deadline}, accompagnées de la lettre de proposition de votre "
            "institution.\n\n"
            "Nous restons à votre disposition et vous prions d’agréer l’expression de notre considération distinguée."
        ),
    ),
}
