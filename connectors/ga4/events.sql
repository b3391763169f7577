-- Events with their parameters as a list of names and texts: a name may stand there twice.
select
    *,
    list_transform(
        try_cast(event_params as json[]),
        lambda param: struct_pack(
            name := param ->> '$.key',
            text := coalesce(
                param ->> '$.value.string_value',
                param ->> '$.value.int_value',
                param ->> '$.value.double_value',
                param ->> '$.value.float_value'
            )
        )
    ) as params
from src.event
