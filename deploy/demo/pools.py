"""The stock that the invented people of the demo are made of: name parts, countries, institutions, sentences."""

from dataclasses import dataclass

SPANISH_WOMEN = (
    "Abril Antonia Beatriz Camila Carolina Celeste Daniela Delfina Eloísa Fernanda Graciela Inés Itzel Jimena "
    "Josefina Leticia Lourdes Lucía Maite Marisol Micaela Noelia Ofelia Paloma Rocío Romina Soledad Tamara "
    "Úrsula Violeta Ximena Yolanda Zulema"
).split()
SPANISH_MEN = (
    "Adrián Agustín Benjamín Bernardo Damián Darío Efraín Emiliano Esteban Fabián Facundo Germán Gonzalo "
    "Hernán Ignacio Joaquín Leandro Lisandro Marcelo Matías Mauricio Néstor Octavio Óscar Patricio Ramiro "
    "Rodolfo Rubén Saúl Tobías Ulises Valentín Wilfredo"
).split()
SPANISH_SURNAMES = (
    "Acuña Aguirrezabal Albarracín Almonacid Anzoátegui Apaza Ardiles Argañaraz Arosemena Barahona Barrenechea "
    "Bermúdez Betancur Bogarín Bracamonte Caballero Cáceres Calderón Canul Carrasquilla Casaravilla Chacón "
    "Chuquimia Colque Condori Cuxil Echavarría Elizalde Espinoza Etcheverry Fajardo Figueroa Galeano Gallardo "
    "Gamarra Garay Guaymás Güemes Huanca Huamán Ibáñez Insfrán Jaramillo Lanfranco Larrazábal Limachi Llanos "
    "Lobato Madrigal Mamani Marroquín Melgarejo Monterroso Montiel Morazán Muñoz Nahuelpán Navarrete Ñancucheo "
    "Núñez Ocampo Ordóñez Orellana Oviedo Paniagua Peñaloza Perdomo Pocasangre Quintanilla Quispe Recabarren "
    "Requena Rivadeneira Rojas Saavedra Sagastume Samaniego Sandoval Sotomayor Tejada Tzoc Umaña Urdaneta "
    "Urrutia Valladares Vargas Vega Velásquez Villalba Yegros Yupanqui Zaldívar Zamorano Zelaya Zúñiga"
).split()
PORTUGUESE_WOMEN = "Aparecida Conceição Cristiane Janaína Letícia Luísa Míriam Rosângela Thaís".split()
PORTUGUESE_MEN = "Antônio Everton Flávio Gérson Iberê João Leôncio Moacir Tarcísio".split()
PORTUGUESE_SURNAMES = (
    "Assunção Azevedo Bragança Brandão Cavalcanti Falcão Fagundes Gusmão Lacerda Magalhães Negrão Paixão "
    "Quadros Rebouças Sampaio Simões Teixeira Vasconcelos"
).split()
HAITIAN_WOMEN = "Fabiola Guerline Islande Marie-Ange Mirlande Nadège Roseline Widline".split()
HAITIAN_MEN = "Altidor Dieudonné Évens Frantz Jean-Rony Kervens Louis-Marc Wisly".split()
HAITIAN_SURNAMES = (
    "Bien-Aimé Céleste Desrosiers Dorcély Estimable Fleurimond Gélin Jean-Baptiste Laguerre Mésidor "
    "Pierre-Louis Saint-Fleur Toussaint Zéphirin"
).split()


@dataclass(frozen=True)
class Institution:
    """Who nominates: its name, what kind of ministry it belongs to, its (invented) mail domain."""

    name: str
    ministry_kind: str
    domain: str


def institutions(country: str, language: str) -> tuple[Institution, ...]:
    """The three nominating institutions of a country, in its language; the domains end in .example."""
    names = {
        "pt": ("Ministério da Justiça e do Interior", "Ministério das Relações Exteriores", "Ministério do Trabalho"),
        "fr": ("Ministère de l'Intérieur", "Ministère des Affaires étrangères", "Ministère du Travail"),
    }.get(language, ("Dirección General de Migración", "Ministerio de Relaciones Exteriores", "Ministerio de Trabajo"))
    kinds = ("interior", "foreign_affairs", "labour")
    domains = ("migracion", "exteriores", "trabajo")
    return tuple(
        Institution(name, kind, f"{domain}.{country.lower()}.example")
        for name, kind, domain in zip(names, kinds, domains, strict=True)
    )


@dataclass(frozen=True)
class Home:
    """From where an official travels, and the clock there."""

    city: str
    zone: str


VENUE = Home("Mar del Plata", "America/Argentina/Buenos_Aires")
HOMES = {
    "AR": Home("Buenos Aires", "America/Argentina/Buenos_Aires"),
    "BO": Home("La Paz", "America/La_Paz"),
    "BR": Home("Brasília", "America/Sao_Paulo"),
    "CL": Home("Santiago", "America/Santiago"),
    "CO": Home("Bogotá", "America/Bogota"),
    "CR": Home("San José", "America/Costa_Rica"),
    "CU": Home("La Habana", "America/Havana"),
    "DO": Home("Santo Domingo", "America/Santo_Domingo"),
    "EC": Home("Quito", "America/Guayaquil"),
    "GT": Home("Ciudad de Guatemala", "America/Guatemala"),
    "HN": Home("Tegucigalpa", "America/Tegucigalpa"),
    "HT": Home("Port-au-Prince", "America/Port-au-Prince"),
    "MX": Home("Ciudad de México", "America/Mexico_City"),
    "NI": Home("Managua", "America/Managua"),
    "PA": Home("Ciudad de Panamá", "America/Panama"),
    "PE": Home("Lima", "America/Lima"),
    "PY": Home("Asunción", "America/Asuncion"),
    "SV": Home("San Salvador", "America/El_Salvador"),
    "UY": Home("Montevideo", "America/Montevideo"),
    "VE": Home("Caracas", "America/Caracas"),
}

POSITIONS = {
    "es": (
        "Analista de políticas migratorias", "Jefa o jefe de puesto fronterizo", "Asesoría jurídica", "Cónsul",
        "Coordinación de regularización", "Inspección de trabajo", "Estadística migratoria", "Atención al retornado",
    ),
    "pt": ("Analista de políticas migratórias", "Oficial de fronteira", "Assessoria jurídica", "Auditoria do trabalho"),
    "fr": ("Analyste des politiques migratoires", "Responsable de poste frontière", "Conseil juridique", "Consulat"),
    "en": ("Migration policy analyst", "Border post supervisor", "Legal adviser", "Labour inspector"),
}  # fmt: skip

FIELDS = ("borders", "residence", "policy", "asylum", "trafficking", "labour_migration", "consular", "statistics")

MOTIVES = {
    "es": (
        "Quiero comparar cómo registran los países vecinos a quienes llegan sin documentos.",
        "Mi oficina prepara un nuevo reglamento de residencias y necesita criterios de la región.",
        "Atendemos cada semana a familias en tránsito y nos falta un protocolo común.",
        "Deseo fortalecer la protección de niñas y niños que migran solos en mi provincia.",
        "Tengo a cargo las estadísticas de frontera y busco indicadores comparables.",
        "Espero llevar a mi equipo herramientas para regularizar a trabajadores de temporada.",
        "Participo en la mesa del acuerdo de libre circulación y quiero conocer otras experiencias.",
        "Coordinamos retornos voluntarios y hace falta medir qué sucede después.",
    ),
    "pt": (
        "Quero conhecer como os países vizinhos acolhem quem chega pela fronteira norte.",
        "Minha equipe revisa as normas de residência e precisa de referências regionais.",
        "Trabalho com inspeção de atividades sazonais e com a proteção de migrantes.",
    ),
    "fr": (
        "Je souhaite renforcer l'accueil des personnes de retour dans mon département.",
        "Notre service rédige une procédure commune pour les postes frontière.",
        "Je suis chargé des accords de main-d'œuvre et cherche des expériences comparables.",
    ),
    "en": (
        "My unit drafts the residence rules and needs to learn from the region.",
        "I supervise a border post and want a shared procedure for people in transit.",
        "We negotiate seasonal work agreements and look for comparable practice.",
    ),
}
