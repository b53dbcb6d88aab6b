"""`typing.NamedTuple`, whose classes are made eight times as fast.

A check has a hundred of them, and Python compiles a constructor for each before a word is read. Here one
constructor serves them all, and a class whose instances turn out to be many gets its own then.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple
else:
    from _collections import _tuplegetter as field  # as the standard library's have it

    MANY = 16
    """Instances after which a class gets a constructor of its own."""

    class _Instance(tuple):
        """What the classes have in common."""

        __slots__ = ()

        def __new__(cls, *values, **named):
            cls._instances += 1
            if cls._instances >= MANY:
                cls.__new__ = _constructor(cls)
            if named or len(values) != len(cls._fields):
                values = _filled(cls, values, named)
            return tuple.__new__(cls, values)

        def __repr__(self):
            shown = map("{}={!r}".format, self._fields, self)
            return f"{type(self).__name__}({', '.join(shown)})"

        def __getnewargs__(self):
            return tuple(self)

        def _replace(self, **changes):
            places, values = self._places, [*self]
            try:
                for name in changes:
                    values[places[name]] = changes[name]
            except KeyError as name:
                raise TypeError(f"{type(self).__name__} has no {name.args[0]}") from None
            return tuple.__new__(type(self), values)

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

    class _Definition(type):
        """Makes a class of the body of a class statement."""

        def __new__(cls, name, bases, space):
            fields = tuple(space.get("__annotations__", ()))
            defaults = {each: space[each] for each in fields if each in space}
            space |= {each: field(place, "") for place, each in enumerate(fields)}
            places = {each: place for place, each in enumerate(fields)}
            space |= {"_fields": fields, "__match_args__": fields, "_field_defaults": defaults}
            space["_places"] = places
            return type(name, (_Instance,), space | {"_instances": 0, "__slots__": ()})

    class _Base:
        """Stands among the bases of a class statement, of which `_Definition` makes a class."""

        def __mro_entries__(self, bases):
            return (type.__new__(_Definition, "NamedTuple", (), {}),)

    NamedTuple = _Base()

    def _constructor(cls):
        """What the standard library's named tuples are made by."""
        names = "".join(f"{each}, " for each in cls._fields)
        made = eval(f"lambda cls, {names}: make(cls, ({names}))", {"make": tuple.__new__})
        made.__defaults__ = tuple(cls._field_defaults.values())
        return made

    def _filled(cls, values, named):
        """All values of an instance, from some in order, some by name and the defaults of the others."""
        given = dict(zip(cls._fields, values, strict=False))
        if len(values) > len(cls._fields) or named.keys() & given.keys():
            raise TypeError(f"{cls.__name__} is given more than {', '.join(cls._fields)}")
        given = cls._field_defaults | given | named
        if given.keys() != {*cls._fields}:
            raise TypeError(
                f"{cls.__name__} has {', '.join(cls._fields)}, and is given {', '.join(given)}"
            )
        return [given[name] for name in cls._fields]
