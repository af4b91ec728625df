"""The state machine of http::Session, read out of its code: states, transitions, refusals.

Every assignment to `state_` in server/http/session*.cpp must be one that WHERE knows, and every one that WHERE knows
must be there; the states must be those of the enumeration, and step() must hand each to the function that WHERE takes
it for. Where the code has another shape, ShapeError says what is new: then WHERE is to be mended, with the words that
the page has for it. Python 3.9, standard library only.
"""
import dataclasses
import re

STATES = {
    "idle": "waits for a request to begin",
    "head": "reads the head of a request",
    "body": "has the head; reads the body, for a consumer or for nobody, if there is one",
    "work": "a blocking job of the consumer is being run elsewhere",
    "lingering": "the last answer is queued, and the peer may still be sending; not one more byte is read as a request",
    "closing": "the last answer is queued, and the peer sends nothing more",
    "closed": "over: nothing is sent any more",
}

# (function, statement) -> [(from, to, short label, when)]. The words are for the reader; that these statements and no
# others are in the code is checked.
WHERE = {
    ("read_head", "state_ = State::head;"): [
        ("idle", "head", "first byte", "the first byte of a request has come")],
    ("read_head", "state_ = State::body;"): [
        ("head", "body", "complete", "the head is complete; what body follows is wanted, or must be read past")],
    ("read_body", "state_ = State::work;"): [
        ("body", "work", "a job", "the consumer has a job that may block: a block for the disk")],
    ("work_done", "state_ = State::body;"): [
        ("work", "body", "done", "the job has been run; reading goes on")],
    ("queue_answer", "state_ = close ? how_to_end(client_asks && !is_refusal) : State::idle;"): [
        ("body", "idle", "answered", "the request has come whole and is answered; the connection is kept"),
        ("head", "lingering", "refused", "what has come is no head, or too large a one, or too slow"),
        ("body", "lingering", "last answer", "the answer is the last one: refused, the 100th request, a drain"),
        ("body", "closing", "last answer", "the same, and nothing more can come: \"close\" was asked for, or the peer has ended its side"),
        ("head", "closing", "", "the peer has ended its side in mid-head")],
    ("queue_answer", "state_ = State::closed;"): [
        ("body", "closed", "", "the file of the answer has changed before its first byte could leave")],
    ("output_sent", "state_ = State::closed;"): [
        ("any", "closed", "file changed", "a file has changed while it is sent: the answer can only be broken off")],
    ("expire", "state_ = State::closed;"): [
        ("idle", "closed", "idle, or ended", "no request began within the idle time"),
        ("head", "closed", "", "the server is stopping, and the rest of the head has not come"),
        ("any", "closed", "not read", "an answer was not read in time"),
        ("lingering", "closed", "not read", "the last answer was not read in time"),
        ("closing", "closed", "not read", "the same")],
    ("end_of_input", "state_ = space_->output.empty() ? State::closed : State::closing;"): [
        ("idle", "closed", "idle, or ended", "the peer has ended its side between two requests"),
        ("idle", "closing", "", "the same while answers are queued: they leave first")],
}
# The member of which an error is taken -> how the page calls it.
FINDERS = {"parser": "parser of the head", "body": "reader of the body", "framing": "framing"}
STEP = {"idle": "read_head", "head": "read_head", "body": "read_body"}


class ShapeError(Exception):
    """The code is not as this page knows it."""


@dataclasses.dataclass
class Transition:
    source: str
    target: str
    label: str
    when: str
    function: str
    place: tuple  # (file from the root, line)


@dataclasses.dataclass
class Refusal:
    status: str
    text: str
    place: tuple


def functions(text):
    """(name, first line, body) of each member function that a file defines at its outermost level."""
    for match in re.finditer(r"^[\w:<>*& ]*?\bSession::(~?\w+)\([^;{]*?\)(?: const)?(?: noexcept)?[^;{]*\{\n(.*?)^\}",
                             text, re.MULTILINE | re.DOTALL):
        yield match[1], text.count("\n", 0, match.start(2)) + 1, match[2]


def enumerators(header):
    match = re.search(r"enum class State : [\w:]+ \{([^}]*)\}", header)
    if not match:
        raise ShapeError("server/http/session.hpp has no `enum class State`")
    return [name.strip() for name in match[1].split(",")]


def read_sources(root):
    """(text of the header, [(path from the root, text)])."""
    header = (root / "server/http/session.hpp").read_text()
    paths = sorted((root / "server/http").glob("session*.cpp"))
    return header, [(path.relative_to(root).as_posix(), path.read_text()) for path in paths]


def states(header):
    found = enumerators(header)
    if found != list(STATES):
        raise ShapeError(f"the states are {', '.join(found)}; this page knows {', '.join(STATES)}")
    return found


def transitions(sources):
    """All transitions, in the order of WHERE."""
    found, count = {}, 0
    for path, text in sources:
        count += len(re.findall(r"\bstate_ =[^=]", text))
        for name, first_line, body in functions(text):
            for match in re.finditer(r"\bstate_ =[^=][^;]*;", body):
                statement = re.sub(r"\s+", " ", match[0])
                found.setdefault((name, statement), (path, first_line + body.count("\n", 0, match.start())))
                count -= 1
    if count != 0:
        raise ShapeError(f"{count} assignments to state_ stand in no function that was found")
    for key in found.keys() - WHERE.keys():
        raise ShapeError(f"{found[key][0]}:{found[key][1]}: `{key[1]}` in {key[0]}() is new to this page")
    for key in WHERE.keys() - found.keys():
        raise ShapeError(f"`{key[1]}` is no longer in {key[0]}()")
    return [Transition(*words, key[0], found[key]) for key, all_words in WHERE.items() for words in all_words]


def check_steps(sources):
    """step() must take each state to the function that the transitions are told for."""
    bodies = {name: body for _, text in sources for name, _, body in functions(text)}
    steps, open_cases = {}, []
    for case, function in re.findall(r"case State::(\w+):|return (\w+)\(now\);", bodies.get("step", "")):
        open_cases.append(case)
        if function:
            steps.update({state: function for state in open_cases if state})
            open_cases = []
    if steps != STEP:
        raise ShapeError(f"step() has {steps}; this page knows {STEP}")


def wants(sources):
    """State -> what want() says in it once nothing is queued, as the code has it."""
    bodies = {name: body for _, text in sources for name, _, body in functions(text)}
    body, result, open_cases = bodies.get("want", ""), {}, []
    for case, value in re.findall(r"case State::(\w+):|return ([^;]*);", body[body.find("switch"):]):
        if case:
            open_cases.append(case)
        else:
            result.update({state: value for state in open_cases})
            open_cases = []
    if list(result) != list(STATES):
        raise ShapeError(f"want() speaks of {', '.join(result) or 'no state'}, not of {', '.join(STATES)}")
    return {state: spoken(value) for state, value in result.items()}


def spoken(expression):
    """`linger_ ? Want::linger : Want::close` as words."""
    names = re.findall(r"Want::(\w+)", expression)
    if not names:
        raise ShapeError(f"want() returns `{expression}`")
    return " or ".join(f"`{name}`" for name in names)


def spoken_status(expression):
    """`Status::bad_request` or `body.status()`, for a page."""
    literal = re.fullmatch(r"Status::(\w+)", expression)
    return f"`{literal[1]}`" if literal else "*as found*"


def spoken_text(expression):
    """The texts of an expression, one or the other; of one without any, who has it."""
    texts = re.findall(r'"([^"]*)"', expression)
    if texts:
        return ", or: ".join(texts)
    owner = re.match(r"(?:space\.)?(\w+)\.error", expression)
    if not owner:
        raise ShapeError(f"refuse() is called with `{expression}`")
    return f"what the {FINDERS.get(owner[1], owner[1])} has found"


def refusals(sources):
    """Every place that answers an error and ends the connection, as far as its status and text are literal."""
    found = []
    for path, text in sources:
        for _, first_line, body in functions(text):
            for match in re.finditer(r"(?<!void )\brefuse\((\w+::\w+|[\w.]+\(\)|[\w.]+),\s*(.*?),\s*now\);", body, re.DOTALL):
                place = (path, first_line + body.count("\n", 0, match.start()))
                found.append(Refusal(spoken_status(match[1]), spoken_text(re.sub(r"\s+", " ", match[2])), place))
    if not found:
        raise ShapeError("nothing calls refuse() any more")
    return found
